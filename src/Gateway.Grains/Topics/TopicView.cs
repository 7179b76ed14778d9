using System.Collections.Immutable;
using Gateway.Contracts.Topics;
using Gateway.Grains.Index;

namespace Gateway.Grains.Topics;

/// <summary>One committed state of a topic, to be read from.</summary>
internal sealed class TopicView(string key, TopicState state, IPageReader<EntryPlace, TopicEntry> pages)
{
    /// <summary>The topic of all articles.</summary>
    public const string Latest = "latest";

    private readonly IndexReader<EntryPlace, TopicEntry> _index = new(state.Index, OldestFirst.Instance, pages);

    public string Key => key;

    public TopicState State => state;

    public IPageReader<EntryPlace, TopicEntry> Pages => pages;

    public TopicHeader Header { get; } = new()
    {
        Key = key,
        DisplayName = state.DisplayName.Length == 0 ? key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..] : state.DisplayName,
        // The publication itself is there before its first article: readers subscribe to an empty feed, not to an error.
        Exists = state.Revision > 0 || string.Equals(key, Latest, StringComparison.Ordinal),
        Revision = state.Revision,
        Version = state.Version,
        LastModified = state.LastModified,
        Count = state.Index.Count,
    };

    /// <summary>
    /// When it changed last, by the clock: what documents say, where <see cref="TopicHeader.LastModified"/> runs ahead of
    /// the clock in a burst of commits.
    /// </summary>
    public DateTimeOffset ChangedAt { get; } =
        state.Versions.IsDefaultOrEmpty ? state.LastModified : DateTimeOffset.FromUnixTimeSeconds(state.Versions[^1].When);

    /// <summary>The newest entries, newest first.</summary>
    public async ValueTask<ImmutableArray<TopicEntry>> Newest(int limit)
    {
        var count = (int)Math.Min(limit, state.Index.Count);
        return NewestFirst(await _index.Range(state.Index.Count - count, count));
    }

    /// <summary>The archive with the first entry behind the newest <paramref name="limit"/>; null where there is none.</summary>
    public ValueTask<PageLink<EntryPlace>?> ArchiveBehind(int limit) => _index.LinkAt(state.Index.Count - limit - 1);

    /// <summary>The leaf that an archive's name leads to: the one with the newest entry at or before its place.</summary>
    public async ValueTask<IndexLeaf<EntryPlace, TopicEntry>?> Archive(string name)
    {
        if (ArchiveName.Place(name) is not { } place)
            return null;
        // Never a newer entry: a link from a newer archive, read from a cache, must not lead back to that archive.
        var rank = await _index.RankOf(place);
        var at = await _index.Range(rank, 1);
        var isThere = at.Length == 1 && OldestFirst.Instance.Compare(OldestFirst.Instance.KeyOf(at[0]), place) == 0;
        return await _index.LeafAt(isThere ? rank : rank - 1);
    }

    /// <summary>References by rank, oldest first.</summary>
    public async ValueTask<ImmutableArray<EntryReference>> References(long from, int count) =>
        [.. (await _index.Range(from, count)).Select(ToReference)];

    public static ImmutableArray<TopicEntry> NewestFirst(ImmutableArray<TopicEntry> oldestFirst) => [.. oldestFirst.Reverse()];

    private static EntryReference ToReference(TopicEntry entry) => new()
    {
        Slug = entry.Slug,
        Id = entry.Id,
        Published = new(entry.Published, TimeSpan.Zero),
        Updated = new(entry.Updated, TimeSpan.Zero),
        Revision = entry.ArticleRevision,
    };
}
