using System.Collections.Immutable;
using Gateway.Contracts.Topics;
using Gateway.Grains.Index;

namespace Gateway.Grains.Topics;

/// <summary>What a commit stores: the pages first, then the head.</summary>
/// <param name="Next">The next head.</param>
/// <param name="Pages">The pages to write before it.</param>
/// <param name="ChangesArchives">
/// Whether what an archive's address leads to may be another than before; where entries were only added behind the last full
/// archive it is not, but for the newest, which nothing that is stored links to.
/// </param>
/// <param name="Repeats">Whether an operation was stored before.</param>
internal sealed record TopicPlan(TopicState Next, ImmutableArray<(long Page, IndexPage<EntryPlace, TopicEntry> Content)> Pages, bool ChangesArchives, bool Repeats);

/// <summary>Works out what a batch of operations makes of a topic. Stores nothing.</summary>
internal sealed class TopicPlanner
{
    private readonly TopicState _state;
    private readonly DateTimeOffset _now;
    private readonly IndexEditor<EntryPlace, TopicEntry> _index;
    private readonly Dictionary<string, TombstoneState> _tombstones;
    private readonly Dictionary<ulong, RemovalState> _removals;
    private readonly HashSet<EntryPlace> _put = [];
    private readonly HistoryDigest _digest;
    private readonly DateTimeOffset _lastModified;
    private string _displayName;
    private bool _isSeen;
    private bool _isHidden;
    private bool _repeats;

    private TopicPlanner(TopicState state, DateTimeOffset now, IPageReader<EntryPlace, TopicEntry> pages)
    {
        _state = state;
        _now = now;
        _index = new(state.Index, OldestFirst.Instance, pages);
        _tombstones = state.Tombstones.ToDictionary(t => t.Id, StringComparer.Ordinal);
        _removals = state.Removals.ToDictionary(r => r.IdHash);
        _displayName = state.DisplayName;
        var second = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var least = state.LastModified.AddSeconds(1);
        _lastModified = second > least ? second : least;
        _digest = new(state.Digest, Revision, _lastModified);
    }

    private long Revision => _state.Revision + 1;

    /// <summary>The next head and its pages; null where nothing changes. Without operations: whether a tombstone has expired.</summary>
    public static async ValueTask<TopicPlan?> Plan(
        TopicState state,
        IReadOnlyList<TopicOperation> operations,
        DateTimeOffset now,
        IPageReader<EntryPlace, TopicEntry> pages)
    {
        var planner = new TopicPlanner(state, now, pages);
        foreach (var operation in operations)
            await planner.Apply(operation);
        planner.Expire();
        return planner._isSeen || planner._isHidden ? await planner.Seal() : null;
    }

    private async ValueTask Apply(TopicOperation operation)
    {
        var entry = operation.Entry;
        var place = EntryPlace.Of(entry);
        var found = await _index.Find(place);
        var tombstone = _tombstones.GetValueOrDefault(entry.Id);
        if (found?.ArticleRevision >= entry.Revision
            || tombstone?.ArticleRevision >= entry.Revision
            || (_removals.Count > 0 && _removals.TryGetValue(HistoryDigest.Of(entry.Id), out var removal) && removal.ArticleRevision >= entry.Revision))
        {
            _repeats = true;
            return;
        }

        if (_displayName.Length == 0)
            _displayName = operation.Topic.DisplayName;
        if (operation.Kind == TopicOperationKind.Put)
        {
            await _index.Put(new TopicEntry(entry.Slug, place, entry.Updated.UtcTicks, entry.Revision, Revision), place);
            _put.Add(place);
            _tombstones.Remove(entry.Id);
            if (_removals.Count > 0)
                _removals.Remove(HistoryDigest.Of(entry.Id));
            See('p', entry);
            return;
        }

        if (found is not null)
            await _index.Remove(place);
        _put.Remove(place);
        if (operation.Kind == TopicOperationKind.Retract && (found ?? (object?)tombstone) is not null)
        {
            _tombstones[entry.Id] = new(entry.Id, entry.Updated, entry.Revision, Revision);
            See('t', entry);
            return;
        }

        // An operation on its way still must not bring the entry back.
        var idHash = HistoryDigest.Of(entry.Id);
        _removals[idHash] = new(idHash, entry.Revision, _now.ToUnixTimeSeconds());
        if (found is not null)
            See('r', entry);
        else
            _isHidden = true;
    }

    private void See(char kind, EntryReference entry)
    {
        _digest.Append(kind, entry.Id, entry.Revision);
        _isSeen = true;
    }

    private void Expire()
    {
        var latest = _tombstones.Values.OrderByDescending(t => t.When).ThenBy(t => t.Id, StringComparer.Ordinal).ToList();
        foreach (var (tombstone, rank) in latest.Select((t, i) => (t, i)))
        {
            if (rank < TopicLimits.Tombstones && tombstone.When > _now - TopicLimits.Memory)
                continue;
            _tombstones.Remove(tombstone.Id);
            var idHash = HistoryDigest.Of(tombstone.Id);
            _removals[idHash] = new(idHash, tombstone.ArticleRevision, _now.ToUnixTimeSeconds());
            _digest.Append('x', tombstone.Id, tombstone.ArticleRevision);
            _isSeen = true;
        }
    }

    private async ValueTask<TopicPlan> Seal()
    {
        var remembered = (_now - TopicLimits.Memory).ToUnixTimeSeconds();
        var next = _state with
        {
            DisplayName = _displayName,
            Removals = [.. _removals.Values.Where(r => r.When > remembered).OrderByDescending(r => r.When).Take(TopicLimits.Removals)],
        };
        if (!_isSeen)
            return new(next, [], ChangesArchives: false, _repeats);

        var change = await _index.Seal(new LeafStamp(Revision, _digest.Current, _lastModified));
        var log = ChangeLog.Next(_state, change, _put, new VersionState(Revision, _digest.Current, _now.ToUnixTimeSeconds()), remembered);
        next = next with
        {
            Revision = Revision,
            Digest = _digest.Current,
            LastModified = _lastModified,
            Index = change.Next,
            Tombstones = [.. _tombstones.Values.OrderByDescending(t => t.When).ThenBy(t => t.Id, StringComparer.Ordinal)],
            Versions = log.Versions,
            ChangedPaged = log.ChangedPaged,
        };
        return new(next, change.Pages, !_index.OnlyAppends, _repeats);
    }
}
