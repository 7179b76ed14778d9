using System.Globalization;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.PlainText;

/// <summary>Shortens text for people.</summary>
internal static class TextCut
{
    /// <summary>
    /// The text, or its beginning with an ellipsis, at most <paramref name="maxLength"/> UTF-16 code units in all: cut at a
    /// word where one ends in the last third (scripts without spaces have none), and never inside of what readers see as one
    /// character (UAX #29).
    /// </summary>
    public static string At(string text, int maxLength)
    {
        if (text.Length <= maxLength)
            return text;

        var end = 0;
        var word = 0;
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text, end);
            if (next > maxLength - 1)
                break;

            if (char.IsWhiteSpace(text[end]))
                word = end;

            end = next;
        }

        // The cut may fall right after a word.
        if (end < text.Length && char.IsWhiteSpace(text[end]))
            word = end;

        var cut = word > maxLength * 2 / 3 ? word : end;
        // What was cut off may have ended a control.
        return BidiControls.Contain(text.AsSpan(0, cut).TrimEnd([' ', ',', ';', ':', '-', '–', '—', '、', '，']).ToString() + "…");
    }
}
