using System.Globalization;

namespace Gateway.Origin.Pages;

/// <summary>The beginning of a text.</summary>
internal static class Excerpt
{
    /// <summary>White space runs become one space; cut at a word, or between characters as readers see them, with an ellipsis.</summary>
    /// <param name="text">Plain text.</param>
    /// <param name="length">UTF-16 code units at most, before the ellipsis.</param>
    public static string Of(string text, int length)
    {
        var line = string.Join(' ', PlainText.Of(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= length)
            return line;

        var space = line.LastIndexOf(' ', length, length / 2);
        if (space > 0)
            return line[..space].TrimEnd(',', ';', ':', '-', '–', '—', '.', '،') + "…";

        var end = 0;
        while (StringInfo.GetNextTextElementLength(line.AsSpan(end)) is var next && end + next <= length)
            end += next;
        return line[..(end == 0 ? length : end)] + "…";
    }
}
