using System.Collections.Immutable;
using Gateway.Contracts.Directory;
using Gateway.Grains.Index;

namespace Gateway.Grains.Directory;

/// <summary>What a commit stores: the pages first, then the head.</summary>
/// <param name="Next">The next head.</param>
/// <param name="Pages">The pages to write before it.</param>
/// <param name="IsShown">Whether lists show it: names and counts, but not when a topic changed.</param>
internal sealed record DirectoryPlan(
    DirectoryState Next, ImmutableArray<(long Page, IndexPage<string, DirectoryEntry> Content)> Pages, bool IsShown)
{
    /// <summary>More than are ever asked for, so that names which lose articles leave others to take their place.</summary>
    private const int LargestKept = 250;

    /// <summary>Works out what reports make of a directory; null where they say nothing new. Stores nothing.</summary>
    public static async ValueTask<DirectoryPlan?> Of(
        DirectoryState state,
        IReadOnlyList<DirectoryEntry> reports,
        DateTimeOffset now,
        IPageReader<string, DirectoryEntry> pages)
    {
        var second = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var lastModified = second > state.LastModified ? second : state.LastModified.AddSeconds(1);
        var digest = new HistoryDigest(state.Digest, state.Revision + 1, lastModified);
        var index = new IndexEditor<string, DirectoryEntry>(state.Index, ByName.Instance, pages);
        var changed = new Dictionary<string, DirectoryEntry>(StringComparer.Ordinal);
        var isShown = false;
        foreach (var report in reports)
        {
            var found = await index.Find(report.Name);
            // The name for people is the first one; a report that another has overtaken says nothing.
            var entry = found is null ? report : report with { DisplayName = found.DisplayName.Length > 0 ? found.DisplayName : report.DisplayName };
            if (entry == found || entry.LastModified < found?.LastModified)
                continue;
            await index.Put(entry);
            changed[entry.Name] = entry;
            isShown |= entry.Count != (found?.Count ?? 0) || (entry.Count > 0 && !string.Equals(entry.DisplayName, found?.DisplayName, StringComparison.Ordinal));
            digest.Append('d', entry.Name, entry.Count);
        }

        if (changed.Count == 0)
            return null;
        var change = await index.Seal(new LeafStamp(state.Revision + 1, digest.Current, lastModified));
        var largest = state.Largest.Where(e => !changed.ContainsKey(e.Name))
            .Concat(changed.Values.Where(e => e.Count > 0))
            .OrderByDescending(e => e.Count).ThenBy(e => e.Name, StringComparer.Ordinal)
            .Take(LargestKept);
        var next = state with
        {
            Revision = state.Revision + 1,
            Digest = digest.Current,
            LastModified = lastModified,
            Index = change.Next,
            Largest = [.. largest],
        };
        return new(next, change.Pages, isShown);
    }
}
