namespace Gateway.EndToEnd.Tests.Feeds;

/// <summary>A walk from the head of a feed through its archives (RFC 5005 §4), as a reader does that wants everything.</summary>
/// <param name="Head">The subscription document.</param>
/// <param name="Archives">The archives, newest first.</param>
internal sealed record FeedWalk(FeedPage Head, IReadOnlyList<FeedPage> Archives)
{
    /// <summary>Every entry once, newest first, merged by id; asserts what the contract says of overlaps.</summary>
    public IReadOnlyList<FeedItem> Merge()
    {
        var inArchives = new Dictionary<string, FeedItem>(StringComparer.Ordinal);
        foreach (var item in Archives.SelectMany(a => a.Items))
            Assert.True(inArchives.TryAdd(item.Id, item), $"{item.Id} stands in two archives.");
        Assert.All(Archives, a => Assert.InRange(a.Items.Count, 1, 100));

        var headIds = Head.Items.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(Head.Items.Count, headIds.Count);
        Assert.InRange(Archives.Count(a => a.Items.Any(i => headIds.Contains(i.Id))), 0, 1);
        return [.. Head.Items, .. Archives.SelectMany(a => a.Items).Where(i => !headIds.Contains(i.Id))];
    }

    /// <param name="client">With the gateway as base address.</param>
    /// <param name="path">The topic's path, percent-encoded.</param>
    /// <param name="format"><c>rss</c>, <c>atom</c> or <c>json</c>.</param>
    public static async Task<FeedWalk> From(HttpClient client, string path, string format)
    {
        var head = FeedParser.Parse(format, await client.GetByteArrayAsync(new Uri($"{path}.{format}", UriKind.Relative)));
        var archives = new List<FeedPage>();
        for (var next = head.PreviousArchive; next is not null; next = archives[^1].PreviousArchive)
            archives.Add(FeedParser.Parse(format, await client.GetByteArrayAsync(new Uri(client.BaseAddress!, next.PathAndQuery))));
        return new FeedWalk(head, archives);
    }
}
