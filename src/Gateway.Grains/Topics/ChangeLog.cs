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
    /// <param name="state">The topic before it.</param>
    /// <param name="change">What became of its index.</param>
    /// <param name="put">Where entries were added or replaced.</param>
    /// <param name="version">The version that the commit makes.</param>
    /// <param name="remembered">The oldest version's time, in seconds since 1970.</param>
    public static (ImmutableArray<VersionState> Versions, ImmutableArray<ChangedEntryState> ChangedPaged) Next(
        TopicState state,
        IndexChange<EntryPlace, TopicEntry> change,
        IReadOnlySet<EntryPlace> put,
        VersionState version,
        long remembered)
    {
        var paged = Paged(state, change, put, version.Revision);
        var floor = Floor(change.Next.Tail, paged);
        var versions = state.Versions.Add(version)
            .Where(v => v.Revision >= floor && v.When > remembered)
            .TakeLast(TopicLimits.Versions)
            .ToImmutableArray();
        return (versions, [.. paged.Where(c => c.ChangedIn > floor)]);
    }

    /// <summary>What has changed outside the tail, as far as a delta could name it.</summary>
    private static List<ChangedEntryState> Paged(TopicState state, IndexChange<EntryPlace, TopicEntry> change, IReadOnlySet<EntryPlace> put, long revision)
    {
        if (change.Next.Root?.Last is not { } last)
            return [];

        var now = put.Where(IsPaged).Select(place => new ChangedEntryState(place, revision)).ToList();
        // With these alone no older change is within reach.
        if (now.Count > TopicLimits.DeltaEntries)
            return now;

        var before = state.ChangedPaged.ToDictionary(c => c.Place);
        foreach (var entry in change.Spilled)
        {
            var place = OldestFirst.Instance.KeyOf(entry);
            before[place] = new ChangedEntryState(place, entry.ChangedIn);
        }

        now.AddRange(before.Values.Where(c => !put.Contains(c.Place) && IsPaged(c.Place)));
        return now;

        bool IsPaged(EntryPlace place) => OldestFirst.Instance.Compare(place, last) <= 0;
    }

    /// <summary>The revision from which on there are no more changes than a delta may name; 0 where there never were.</summary>
    private static long Floor(ImmutableArray<TopicEntry> tail, List<ChangedEntryState> paged)
    {
        if (tail.Length + paged.Count <= TopicLimits.DeltaEntries)
            return 0;

        var revisions = new long[tail.Length + paged.Count];
        for (var i = 0; i < tail.Length; i++)
            revisions[i] = tail[i].ChangedIn;
        for (var i = 0; i < paged.Count; i++)
            revisions[tail.Length + i] = paged[i].ChangedIn;
        Array.Sort(revisions);
        return revisions[^(TopicLimits.DeltaEntries + 1)];
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
