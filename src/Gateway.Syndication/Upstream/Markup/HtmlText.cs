namespace Gateway.Syndication.Upstream.Markup;

/// <summary>Text as HTML shows it.</summary>
internal static class HtmlText
{
    /// <summary>The text with what HTML would read otherwise escaped, in content and in attributes between double quotation marks.</summary>
    public static string Escape(string text) => text.AsSpan().IndexOfAny("&<>\"") < 0
        ? text
        : text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>A text's paragraphs, which empty lines part; other ends of lines are kept.</summary>
    public static string Paragraphs(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(p => $"<p>{Escape(p).Replace("\n", "<br>\n", StringComparison.Ordinal)}</p>\n"));
}
