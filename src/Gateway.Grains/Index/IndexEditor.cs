using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Gateway.Grains.Index;

/// <summary>
/// Edits an index: gathers any number of changes, then makes the next state and the pages that it needs. Nothing is
/// stored here, and the state that it began with stays as it was.
/// </summary>
internal sealed class IndexEditor<TKey, TEntry>
    where TEntry : class
{
    private readonly IndexState<TKey, TEntry> _state;
    private readonly IIndexOrder<TKey, TEntry> _order;
    private readonly PagedTree<TKey, TEntry> _tree;
    private readonly List<TEntry> _tail;
    private readonly int _fullLeaves;

    public IndexEditor(IndexState<TKey, TEntry> state, IIndexOrder<TKey, TEntry> order, IPageReader<TKey, TEntry> pages)
    {
        _state = state;
        _order = order;
        _tree = new PagedTree<TKey, TEntry>(state.Root, state.Height, order, pages);
        _tail = [.. state.Tail];
        _fullLeaves = state.Tail.Length - (state.Tail.Length % IndexLimits.LeafEntries);
    }

    /// <summary>
    /// Whether entries were only added, behind the last full leaf: then every full leaf is as it was, and no entry is gone or
    /// changed that any leaf held.
    /// </summary>
    public bool OnlyAppends { get; private set; } = true;

    /// <summary>How many entries there are now.</summary>
    public long Count => (_tree.Root?.Count ?? 0) + _tail.Count;

    public ValueTask<TEntry?> Find(TKey key)
    {
        if (_tree.Covers(key))
            return _tree.Find(key);
        var at = _order.Search(CollectionsMarshal.AsSpan(_tail), key);
        return ValueTask.FromResult(at >= 0 ? _tail[at] : null);
    }

    /// <summary>Adds an entry or replaces the one with its key.</summary>
    public ValueTask Put(TEntry entry) => Put(entry, _order.KeyOf(entry));

    /// <summary>Adds an entry, whose key is given too, or replaces the one with its key.</summary>
    public ValueTask Put(TEntry entry, TKey key)
    {
        if (_tree.Covers(key))
        {
            OnlyAppends = false;
            return _tree.Put(entry, key);
        }

        var at = _order.Search(CollectionsMarshal.AsSpan(_tail), key);
        OnlyAppends &= at < 0 && ~at >= _fullLeaves;
        if (at >= 0)
            _tail[at] = entry;
        else
            _tail.Insert(~at, entry);
        return ValueTask.CompletedTask;
    }

    /// <summary>Removes the entry with a key, if it is there.</summary>
    public async ValueTask Remove(TKey key)
    {
        OnlyAppends = false;
        if (_tree.Covers(key))
        {
            if (await _tree.Find(key) is not null)
                await _tree.Remove(key);
            return;
        }

        var at = _order.Search(CollectionsMarshal.AsSpan(_tail), key);
        if (at >= 0)
            _tail.RemoveAt(at);
    }

    /// <summary>The next state, with <paramref name="stamp"/> on every leaf whose entries changed.</summary>
    public async ValueTask<IndexChange<TKey, TEntry>> Seal(LeafStamp stamp)
    {
        while (_tail.Count < IndexLimits.TailLeast && _tree.Root is not null)
            _tail.InsertRange(0, await _tree.TakeLast());

        var leaves = new List<List<TEntry>>(_tail.Chunk(IndexLimits.LeafEntries).Select(chunk => chunk.ToList()));
        var stamps = leaves.ConvertAll(leaf => KeptStamp(leaf) ?? stamp);
        var spilled = new List<TEntry>();
        var first = 0;
        for (; _tail.Count - spilled.Count > IndexLimits.TailMost; first++)
        {
            spilled.AddRange(leaves[first]);
            await _tree.Append(leaves[first], stamps[first]);
        }

        var nextPage = _state.NextPage;
        var written = new List<(long, IndexPage<TKey, TEntry>)>();
        _tree.Seal(stamp, ref nextPage, written);
        var root = _tree.Root;
        var next = new IndexState<TKey, TEntry>
        {
            Root = root?.ToLink(),
            Height = root?.Height ?? 0,
            LastPaged = written.Count == 0 && _tree.Superseded.Count == 0 ? _state.LastPaged : await _tree.LastLeaf(),
            Tail = [.. CollectionsMarshal.AsSpan(_tail)[spilled.Count..]],
            TailStamps = [.. stamps[first..]],
            NextPage = nextPage,
            Superseded = [.. _state.Superseded, .. _tree.Superseded],
        };
        return new IndexChange<TKey, TEntry>(next, [.. written], [.. spilled]);
    }

    /// <summary>The stamp of the leaf in the tail that held exactly these entries before; entries are compared by identity.</summary>
    private LeafStamp? KeptStamp(List<TEntry> leaf)
    {
        for (var i = 0; i < _state.TailStamps.Length; i++)
        {
            var start = i * IndexLimits.LeafEntries;
            var length = Math.Min(IndexLimits.LeafEntries, _state.Tail.Length - start);
            if (length != leaf.Count || !ReferenceEquals(_state.Tail[start], leaf[0]))
                continue;
            return leaf.Select((entry, n) => (entry, n)).All(x => ReferenceEquals(x.entry, _state.Tail[start + x.n])) ? _state.TailStamps[i] : null;
        }

        return null;
    }
}

/// <summary>What a commit stores: the pages first, then the state that reaches them.</summary>
/// <param name="Next">The next state of the index.</param>
/// <param name="Pages">The pages to write before it.</param>
/// <param name="Spilled">The entries that moved from the tail into pages.</param>
internal sealed record IndexChange<TKey, TEntry>(
    IndexState<TKey, TEntry> Next,
    ImmutableArray<(long Page, IndexPage<TKey, TEntry> Content)> Pages,
    ImmutableArray<TEntry> Spilled);
