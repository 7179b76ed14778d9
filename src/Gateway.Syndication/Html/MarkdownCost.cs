namespace Gateway.Syndication.Html;

/// <summary>Tells texts whose cost grows faster than their length.</summary>
internal static class MarkdownCost
{
    /// <summary>Whether a text is not worth reading as Markdown.</summary>
    public static bool IsExcessive(string markdown) => false;
}
