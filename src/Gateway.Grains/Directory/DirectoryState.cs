using System.Collections.Immutable;
using Gateway.Contracts.Directory;
using Gateway.Grains.Index;

namespace Gateway.Grains.Directory;

/// <summary>The head of a directory. Its size is bounded, however many names there are.</summary>
[GenerateSerializer, Immutable, Alias("gateway.DirectoryState")]
internal sealed record DirectoryState
{
    /// <summary>The version of this layout, see <see cref="StoredLayout"/>.</summary>
    [Id(0)] public int Format { get; init; } = StoredLayout.Current;

    [Id(1)] public long Revision { get; init; }

    /// <summary>A chained hash of the history.</summary>
    [Id(2)] public ulong Digest { get; init; }

    [Id(3)] public DateTimeOffset LastModified { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The names in ordinal order.</summary>
    [Id(4)] public IndexState<string, DirectoryEntry> Index { get; init; } = new();

    /// <summary>
    /// The names with the most articles, most first. A name that lost articles may stand here in the place of one that
    /// was never reported since: right enough for a home page, and no commit has to look through the whole directory.
    /// </summary>
    [Id(5)] public ImmutableArray<DirectoryEntry> Largest { get; init; } = [];
}

/// <summary>Names in ordinal order.</summary>
internal sealed class ByName : IIndexOrder<string, DirectoryEntry>
{
    public static ByName Instance { get; } = new();

    /// <inheritdoc />
    public string KeyOf(DirectoryEntry entry) => entry.Name;

    /// <inheritdoc />
    public int Compare(string? x, string? y) => string.CompareOrdinal(x, y);
}
