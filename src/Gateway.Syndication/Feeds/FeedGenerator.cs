namespace Gateway.Syndication.Feeds;

/// <summary>What feeds say made them. Without a version: it would change every feed with every release.</summary>
internal static class FeedGenerator
{
    public const string Name = "Gateway";
}
