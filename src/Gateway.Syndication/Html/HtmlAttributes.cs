using System.Text;

namespace Gateway.Syndication.Html;

/// <summary>The attributes of one start tag: those that may stay, the first of each name.</summary>
internal sealed class HtmlAttributes
{
    private readonly List<(string Name, string Value)> attributes = [];

    /// <summary>The attribute's value, character references and all; null where it is not there.</summary>
    public string? Get(string name)
    {
        foreach (var attribute in attributes)
        {
            if (string.Equals(attribute.Name, name, StringComparison.Ordinal))
                return attribute.Value;
        }

        return null;
    }

    /// <summary>Reads to the end of the tag (HTML 13.2.5.32 to 13.2.5.40).</summary>
    /// <returns>Null where the text ends before the tag does.</returns>
    public static HtmlAttributes? Read(string html, ref int at)
    {
        var result = new HtmlAttributes();
        while (at < html.Length)
        {
            var character = html[at];
            if (character == '>')
            {
                at++;
                return result;
            }

            if (IsSpace(character) || character == '/')
                at++;
            else
                result.ReadOne(html, ref at);
        }

        return null;
    }

    /// <summary>Writes what an element may keep of them.</summary>
    public void Write(string element, StringBuilder output)
    {
        foreach (var (name, value) in attributes)
        {
            if (HtmlVocabulary.Attributes.Contains(name))
                Write(name, value, output);
            else if (name is "style" && element is "td" or "th" && Alignment(value) is { } alignment)
                Write("align", alignment, output);
        }
    }

    private static void Write(string name, string value, StringBuilder output) =>
        output.Append(' ').Append(name).Append("=\"").Append(value.Replace("\"", "&quot;", StringComparison.Ordinal)).Append('"');

    // What Markdown's tables come to.
    private static string? Alignment(string style) => style.Replace(" ", "", StringComparison.Ordinal) switch
    {
        "text-align:left;" => "left",
        "text-align:center;" => "center",
        "text-align:right;" => "right",
        _ => null,
    };

    private void ReadOne(string html, ref int at)
    {
        var start = at++;
        while (at < html.Length && !IsSpace(html[at]) && html[at] is not ('/' or '>' or '='))
            at++;

        var nameEnd = at;
        while (at < html.Length && IsSpace(html[at]))
            at++;

        var value = "";
        if (at < html.Length && html[at] == '=')
        {
            at++;
            value = ReadValue(html, ref at);
        }

        if (nameEnd - start > 16)
            return;

        var name = html[start..nameEnd].ToLowerInvariant();
        if ((HtmlVocabulary.Attributes.Contains(name) || name is "style" or "type" or "checked") && Get(name) is null)
            attributes.Add((name, value));
    }

    private static string ReadValue(string html, ref int at)
    {
        while (at < html.Length && IsSpace(html[at]))
            at++;

        if (at >= html.Length)
            return "";

        var start = at;
        if (html[at] is '"' or '\'')
        {
            var end = html.IndexOf(html[at], at + 1);
            at = end < 0 ? html.Length : end + 1;
            return end < 0 ? "" : html[(start + 1)..end];
        }

        while (at < html.Length && !IsSpace(html[at]) && html[at] != '>')
            at++;

        return html[start..at];
    }

    private static bool IsSpace(char character) => character is ' ' or '\t' or '\n' or '\r' or '\f';
}
