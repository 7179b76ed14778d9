using Gateway.Grains.Index;

namespace Gateway.Grains.Topics;

/// <summary>What names and dates an archive, apart from its entries.</summary>
/// <param name="Name">Its current name.</param>
/// <param name="Older">The name of the next older archive; null at the end.</param>
/// <param name="Newer">The name of the next newer archive; null at the newest.</param>
/// <param name="Version">The core of its ETag: changes with its own leaf and with the next older one's name, which its bytes hold.</param>
/// <param name="LastModified">When its bytes changed last.</param>
internal sealed record ArchiveDocument(string Name, string? Older, string? Newer, string Version, DateTimeOffset LastModified)
{
    public static ArchiveDocument Of(IndexLeaf<EntryPlace, TopicEntry> leaf)
    {
        var stamp = leaf.Link.Stamp ?? throw new InvalidOperationException("An index node is no archive.");
        var older = leaf.Before is null ? null : ArchiveName.Of(leaf.Before);
        var lastModified = leaf.Before?.Stamp is { } before && before.LastModified > stamp.LastModified ? before.LastModified : stamp.LastModified;
        return new(
            ArchiveName.Of(leaf.Link),
            older,
            leaf.After is null ? null : ArchiveName.Of(leaf.After),
            VersionText.Of(stamp.Revision, stamp.Digest ^ HistoryDigest.Of(older ?? "")),
            lastModified);
    }
}
