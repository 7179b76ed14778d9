using System.Collections.Immutable;
using Gateway.Grains.Index;

namespace Gateway.Grains.Topics;

/// <summary>
/// What <c>A-IM: feed</c> (RFC 3229) needs to know: each entry carries the revision that changed it last, so the log keeps
/// only the versions that a delta may start from, and the changed entries that the tail of the index does not hold.
/// It ends where a delta would name more than <see cref="TopicLimits.DeltaEntries"/> entries, and so stays small.
/// </summary>
internal static class ChangeLog
{
    /// <summary>The log behind a commit.</summary>
    public static (ImmutableArray<VersionState> Versions, ImmutableArray<ChangedEntryState> ChangedPaged) Next(
        TopicState state,
        IndexChange<EntryPlace, TopicEntry> change,
        Dictionary<EntryPlace, long> put,
        VersionState version,
        long remembered)
    {
        var changed = state.ChangedPaged.ToDictionary(c => c.Place, c => c.ChangedIn);
        foreach (var entry in change.Spilled)
            changed[OldestFirst.Instance.KeyOf(entry)] = entry.ChangedIn;
        foreach (var (place, changedIn) in put)
            changed[place] = changedIn;
        var lastPaged = change.Next.Root?.Last;
        var paged = changed.Where(c => lastPaged is not null && OldestFirst.Instance.Compare(c.Key, lastPaged) <= 0).ToList();

        var revisions = change.Next.Tail.Select(e => e.ChangedIn).Concat(paged.Select(c => c.Value)).OrderDescending().ToList();
        var floor = revisions.Count > TopicLimits.DeltaEntries ? revisions[TopicLimits.DeltaEntries] : 0;
        var versions = state.Versions.Add(version)
            .Where(v => v.Revision >= floor && v.When > remembered)
            .TakeLast(TopicLimits.Versions)
            .ToImmutableArray();
        return (versions, [.. paged.Where(c => c.Value > floor).Select(c => new ChangedEntryState(c.Key, c.Value))]);
    }

    /// <summary>The entries changed since a version, newest first; null where the log does not reach back to it.</summary>
    public static async ValueTask<ImmutableArray<TopicEntry>?> Since(
        TopicState state,
        (long Revision, ulong Digest) version,
        IPageReader<EntryPlace, TopicEntry> pages)
    {
        if (!state.Versions.Any(v => v.Revision == version.Revision && v.Digest == version.Digest))
            return null;
        var reader = new IndexReader<EntryPlace, TopicEntry>(state.Index, OldestFirst.Instance, pages);
        var entries = state.Index.Tail.Where(e => e.ChangedIn > version.Revision).ToList();
        foreach (var changed in state.ChangedPaged.Where(c => c.ChangedIn > version.Revision))
        {
            if (await reader.Find(changed.Place) is { } entry)
                entries.Add(entry);
        }

        entries.Sort((x, y) => OldestFirst.Instance.Compare(OldestFirst.Instance.KeyOf(y), OldestFirst.Instance.KeyOf(x)));
        return [.. entries];
    }
}
