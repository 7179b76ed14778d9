using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gateway.Grains.Index;

namespace Gateway.Grains.Topics;

/// <summary>The head of a topic. Its size is bounded, whatever the topic holds.</summary>
[GenerateSerializer, Immutable, Alias("gateway.TopicState")]
internal sealed record TopicState
{
    /// <summary>The version of this layout, see <see cref="StoredLayout"/>.</summary>
    [Id(0)] public int Format { get; init; } = StoredLayout.Current;

    /// <summary>The topic's name as the first publisher wrote it.</summary>
    [Id(1)] public string DisplayName { get; init; } = "";

    /// <summary>Rises by one with each commit that anybody can see.</summary>
    [Id(2)] public long Revision { get; init; }

    /// <summary>A chained hash of the history.</summary>
    [Id(3)] public ulong Digest { get; init; }

    [Id(4)] public DateTimeOffset LastModified { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The entries, oldest first.</summary>
    [Id(5)] public IndexState<EntryPlace, TopicEntry> Index { get; init; } = new();

    /// <summary>Retracted entries, latest first.</summary>
    [Id(6)] public ImmutableArray<TombstoneState> Tombstones { get; init; } = [];

    /// <summary>Entries that left otherwise, latest first: what is on its way still must not bring them back.</summary>
    [Id(7)] public ImmutableArray<RemovalState> Removals { get; init; } = [];

    /// <summary>The versions that a delta can start from, oldest first, without a gap, the current one last.</summary>
    [Id(8)] public ImmutableArray<VersionState> Versions { get; init; } = [];

    /// <summary>Entries outside the tail of the index that changed since the first of <see cref="Versions"/>.</summary>
    [Id(9)] public ImmutableArray<ChangedEntryState> ChangedPaged { get; init; } = [];

    /// <summary>Whether the directory knows the topic.</summary>
    [Id(10)] public bool IsListed { get; init; }

    /// <summary><c>{revision}-{digest}</c>.</summary>
    public string Version => VersionText.Of(Revision, Digest);
}

/// <summary>A retracted entry (RFC 6721).</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="When">The instant of the retraction.</param>
/// <param name="ArticleRevision">The revision of the article that retracted it.</param>
/// <param name="ChangedIn">The topic's revision that took it off.</param>
[GenerateSerializer, Immutable, Alias("gateway.TombstoneState")]
internal sealed record TombstoneState(
    [property: Id(0)] string Id,
    [property: Id(1)] DateTimeOffset When,
    [property: Id(2)] long ArticleRevision,
    [property: Id(3)] long ChangedIn);

/// <summary>An entry that left.</summary>
/// <param name="IdHash">A 64-bit hash of its id.</param>
/// <param name="ArticleRevision">The revision of the article that took it off.</param>
/// <param name="When">When that was, in seconds since 1970.</param>
[StructLayout(LayoutKind.Auto)]
[GenerateSerializer, Immutable, Alias("gateway.RemovalState")]
internal readonly record struct RemovalState(
    [property: Id(0)] ulong IdHash,
    [property: Id(1)] long ArticleRevision,
    [property: Id(2)] long When);

/// <summary>A version of the topic.</summary>
/// <param name="Revision">Its revision.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="When">When it was committed, in seconds since 1970.</param>
[StructLayout(LayoutKind.Auto)]
[GenerateSerializer, Immutable, Alias("gateway.VersionState")]
internal readonly record struct VersionState(
    [property: Id(0)] long Revision,
    [property: Id(1)] ulong Digest,
    [property: Id(2)] long When);

/// <summary>A change of an entry.</summary>
/// <param name="Place">Where the entry stands.</param>
/// <param name="ChangedIn">The topic's revision that changed it last.</param>
[GenerateSerializer, Immutable, Alias("gateway.ChangedEntryState")]
internal sealed record ChangedEntryState(
    [property: Id(0)] EntryPlace Place,
    [property: Id(1)] long ChangedIn);
