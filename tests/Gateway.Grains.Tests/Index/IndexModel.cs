using Gateway.Grains.Index;

namespace Gateway.Grains.Tests.Index;

/// <summary>An entry of the test's index.</summary>
internal sealed record Item(int Key, int Value);

internal sealed class ByKey : IIndexOrder<int, Item>
{
    public static ByKey Instance { get; } = new();

    public int KeyOf(Item entry) => entry.Key;

    public int Compare(int x, int y) => x.CompareTo(y);
}

/// <summary>An index over pages in a dictionary, beside a sorted dictionary that says what it should hold.</summary>
internal sealed class IndexModel : IPageReader<int, Item>
{
    private readonly Dictionary<long, IndexPage<int, Item>> _pages = [];
    private long _revision;

    public IndexState<int, Item> State { get; private set; } = new();

    public SortedDictionary<int, int> Expected { get; } = [];

    public int PagesRead { get; private set; }

    public int PagesWritten { get; private set; }

    public IndexReader<int, Item> Reader => new(State, ByKey.Instance, this);

    public ValueTask<IndexPage<int, Item>> Read(long page)
    {
        PagesRead++;
        return _pages.TryGetValue(page, out var content) ? ValueTask.FromResult(content) : throw new PageGoneException($"{page}");
    }

    /// <summary>Edits in one commit: a positive value puts, a negative one removes.</summary>
    public async Task Commit(IEnumerable<(int Key, int Value)> edits, bool clear = true)
    {
        var change = await Plan(edits);
        foreach (var (page, content) in change.Pages)
            Assert.True(_pages.TryAdd(page, content), $"Page {page} was written twice.");
        PagesWritten += change.Pages.Length;
        State = change.Next;
        if (clear)
            ClearSuperseded();
    }

    /// <summary>What a process does that dies between the pages and the head.</summary>
    public async Task CrashBeforeHead(IEnumerable<(int Key, int Value)> edits)
    {
        var expected = Expected.ToArray();
        var change = await Plan(edits);
        Expected.Clear();
        foreach (var (key, value) in expected)
            Expected.Add(key, value);
        foreach (var (page, content) in change.Pages)
            _pages.Add(page, content);
        // What the next activation does.
        State = State with { NextPage = State.NextPage + change.Pages.Length, Superseded = [.. State.Superseded, .. change.Pages.Select(p => p.Page)] };
    }

    public void ClearSuperseded()
    {
        foreach (var page in State.Superseded)
            Assert.True(_pages.Remove(page), $"Page {page} was superseded but is not there.");
        State = State with { Superseded = [] };
    }

    /// <summary>Reads everything and checks it, the shape of the tree, and that no page leaks.</summary>
    public async Task Check()
    {
        Assert.Equal(Expected.Count, State.Count);
        var all = await Reader.Range(0, int.MaxValue);
        Assert.Equal(Expected.Select(e => new Item(e.Key, e.Value)), all);
        var reached = 0;
        if (State.Root is { } root)
        {
            Assert.InRange(State.Tail.Length, IndexLimits.TailLeast, IndexLimits.TailMost);
            Assert.Equal((await Reader.LinkAt(root.Count - 1))?.Last, State.LastPaged?.Last);
            reached = CheckNode(root, State.Height, isRoot: true);
        }

        Assert.Equal(reached, _pages.Count - State.Superseded.Length);
        Assert.Equal((State.Tail.Length + 99) / 100, State.TailStamps.Length);
        var rank = 0L;
        while (await Reader.LeafAt(rank) is { } leaf)
        {
            Assert.Equal(rank, leaf.Start);
            Assert.Equal(leaf.Link.Count, leaf.Entries.Length);
            Assert.InRange(leaf.Entries.Length, 1, IndexLimits.LeafEntries);
            Assert.Equal(all.Skip((int)rank).Take(leaf.Entries.Length), leaf.Entries);
            Assert.NotNull(leaf.Link.Stamp);
            rank += leaf.Link.Count;
        }

        Assert.Equal(Expected.Count, rank);
    }

    private int CheckNode(PageLink<int> link, int height, bool isRoot)
    {
        var page = _pages[link.Page];
        if (height == 0)
        {
            Assert.Equal(link.Count, page.Entries.Length);
            Assert.Equal(link.Last, page.Entries[^1].Key);
            return 1;
        }

        Assert.InRange(page.Children.Length, isRoot ? 2 : 1, IndexLimits.NodeChildren);
        Assert.Equal(link.Count, page.Children.Sum(c => c.Count));
        Assert.Equal(link.Last, page.Children[^1].Last);
        return 1 + page.Children.Sum(child => CheckNode(child, height - 1, isRoot: false));
    }

    private async Task<IndexChange<int, Item>> Plan(IEnumerable<(int Key, int Value)> edits)
    {
        var editor = new IndexEditor<int, Item>(State, ByKey.Instance, this);
        foreach (var (key, value) in edits)
        {
            if (value >= 0)
            {
                await editor.Put(new Item(key, value));
                Expected[key] = value;
            }
            else
            {
                await editor.Remove(key);
                Expected.Remove(key);
            }

            Assert.Equal(Expected.Count, editor.Count);
            Assert.Equal(Expected.TryGetValue(key, out var there) ? new Item(key, there) : null, await editor.Find(key));
        }

        return await editor.Seal(new LeafStamp(++_revision, (ulong)_revision, DateTimeOffset.UnixEpoch.AddSeconds(_revision)));
    }
}
