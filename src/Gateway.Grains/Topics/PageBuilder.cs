using Gateway.Contracts.Topics;
using Gateway.Grains.Index;
using Gateway.Grains.Rendering;

namespace Gateway.Grains.Topics;

/// <summary>Lists entries for pages for people.</summary>
internal sealed class PageBuilder(FeedBuilder feeds)
{
    /// <summary>Answers a query from one state of a topic; see <see cref="FeedBuilder.Answer"/> for what it throws.</summary>
    public async Task<TopicListing> Answer(TopicView topic, ListingQuery query, bool leaveOut)
    {
        if (!topic.Header.Exists)
            return new() { Status = FeedStatus.NotFound, Header = topic.Header };
        var limit = Math.Clamp(query.Limit, 1, 200);
        if (query.Archive is null)
        {
            var behind = await topic.ArchiveBehind(limit);
            return new()
            {
                Status = FeedStatus.Found,
                Header = topic.Header,
                Entries = [.. (await feeds.Render(await topic.Newest(limit), leaveOut)).Select(Cards.Of)],
                Older = behind is null ? null : ArchiveName.Of(behind),
                Version = topic.Header.Version,
            };
        }

        if (await topic.Archive(query.Archive) is not { } leaf)
            return new() { Status = FeedStatus.NotFound, Header = topic.Header };
        var archive = ArchiveDocument.Of(leaf);
        if (!string.Equals(archive.Name, query.Archive, StringComparison.Ordinal))
            return new() { Status = FeedStatus.Moved, Header = topic.Header, Archive = archive.Name };
        var isBehindNewest = topic.Header.Count - (leaf.Start + leaf.Link.Count) <= limit;
        var newer = isBehindNewest ? null : archive.Newer;
        return new()
        {
            Status = FeedStatus.Found,
            Header = topic.Header,
            Entries = [.. (await feeds.Render(TopicView.NewestFirst(leaf.Entries), leaveOut)).Select(Cards.Of)],
            Archive = archive.Name,
            Older = archive.Older,
            Newer = newer,
            Version = newer is null ? archive.Version : VersionText.Of(leaf.Link.Stamp?.Revision ?? 0, HistoryDigest.Of(archive.Version + newer)),
        };
    }
}
