namespace Gateway.Syndication.Upstream.Markup;

/// <summary>The name of an element.</summary>
/// <param name="Qualified">As written.</param>
/// <param name="Prefix">Before the colon, in lower case; empty where there is none.</param>
/// <param name="Local">Behind it, in lower case: <c>pubdate</c> is as common as <c>pubDate</c>.</param>
internal readonly record struct MarkupName(string Qualified, string Prefix, string Local)
{
    public static MarkupName Of(string qualified)
    {
        var colon = qualified.IndexOf(':', StringComparison.Ordinal);
        return new MarkupName(qualified, (colon < 0 ? "" : qualified[..colon]).ToLowerInvariant(), qualified[(colon + 1)..].ToLowerInvariant());
    }
}
