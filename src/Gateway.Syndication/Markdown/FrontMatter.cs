using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Markdown;

/// <summary>
/// YAML 1.2 block mappings. Every value is a double-quoted scalar (§7.3.1) on one line: the only style that holds any text,
/// and that no parser takes for a number, a date, a boolean, an anchor or a comment.
/// </summary>
internal sealed class FrontMatter(StringBuilder output)
{
    /// <summary>Writes a member; nothing where there is no value.</summary>
    public void Value(string name, string? value)
    {
        if (value is null)
            return;

        output.Append(name).Append(": ");
        Quote(value);
        output.Append('\n');
    }

    /// <summary>Writes a list; nothing where it is empty.</summary>
    public void Values(string name, ImmutableArray<string> values)
    {
        if (values.IsEmpty)
            return;

        output.Append(name).Append(":\n");
        foreach (var value in values)
        {
            output.Append("  - ");
            Quote(value);
            output.Append('\n');
        }
    }

    /// <summary>Writes the authors.</summary>
    public void Authors(ImmutableArray<ArticleAuthor> authors)
    {
        output.Append("authors:\n");
        foreach (var author in authors)
        {
            output.Append("  - name: ");
            Quote(author.Name);
            output.Append('\n');
            if (author.Url is not null)
            {
                output.Append("    url: ");
                Quote(author.Url);
                output.Append('\n');
            }
        }
    }

    private void Quote(string value)
    {
        output.Append('"');
        foreach (var character in XmlText.Clean(value))
        {
            if (character is '"' or '\\')
                output.Append('\\').Append(character);
            else if (MustEscape(character))
                output.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            else
                output.Append(character);
        }

        output.Append('"');
    }

    // Not printable (§5.1), or a line break to YAML 1.1 or 1.2; the no-break space is escaped so that it is seen.
    private static bool MustEscape(char character) =>
        char.IsControl(character) || character is '\u00A0' or '\u2028' or '\u2029' or '\uFEFF' || char.GetUnicodeCategory(character) == UnicodeCategory.Format;
}
