using System.Runtime.InteropServices;

namespace Gateway.Grains.Index;

/// <summary>
/// The pages of an index while a change is under way: a B+tree that loads what it needs and copies what it changes.
/// Pages are written out once, when the change is sealed, however many edits touched them.
/// </summary>
internal sealed class PagedTree<TKey, TEntry>(PageLink<TKey>? root, int height, IIndexOrder<TKey, TEntry> order, IPageReader<TKey, TEntry> pages)
{
    private Slot<TKey, TEntry>? _root = root is null ? null : Slot<TKey, TEntry>.From(root, height);

    public Slot<TKey, TEntry>? Root => _root;

    /// <summary>Stored pages that the tree reaches no more.</summary>
    public List<long> Superseded { get; } = [];

    /// <summary>Whether a key belongs to the tree rather than behind it.</summary>
    public bool Covers(TKey key) => _root is not null && order.Compare(key, _root.Last) <= 0;

    public ValueTask<TEntry?> Find(TKey key)
    {
        var slot = _root;
        while (slot is { IsLoaded: true })
        {
            if (slot.Height == 0)
                return ValueTask.FromResult(FindIn(slot, key));
            slot = slot.LoadedChildren[ChildFor(slot, key)];
        }

        return slot is null ? default : LoadAndFind(slot, key);
    }

    /// <summary>Adds an entry or replaces the one with its key.</summary>
    public async ValueTask Put(TEntry entry, TKey key)
    {
        var top = _root ?? throw new InvalidOperationException("There is no tree.");
        await PutInto(top, entry, key);
        if (top.Size > Most(top))
            _root = Above(top, Split(top));
    }

    /// <summary>Removes an entry that is there.</summary>
    public async ValueTask Remove(TKey key)
    {
        var top = _root ?? throw new InvalidOperationException("There is no tree.");
        await RemoveFrom(top, key);
        Lower();
    }

    /// <summary>Adds a leaf behind all others; it keeps its stamp.</summary>
    public async ValueTask Append(List<TEntry> entries, LeafStamp? stamp)
    {
        var leaf = new Slot<TKey, TEntry> { Height = 0, Last = order.KeyOf(entries[^1]), Count = entries.Count, Entries = entries, Stamp = stamp };
        if (_root is null)
            _root = leaf;
        else if (await AppendInto(_root, leaf) is { } next)
            _root = Above(_root, next);
    }

    /// <summary>Takes the last leaf off; its entries.</summary>
    public async ValueTask<List<TEntry>> TakeLast()
    {
        var top = _root ?? throw new InvalidOperationException("There is no tree.");
        var entries = await TakeLastFrom(top);
        Lower();
        return entries;
    }

    /// <summary>The last leaf; null without a tree.</summary>
    public async ValueTask<PageLink<TKey>?> LastLeaf()
    {
        var slot = _root;
        while (slot is { Height: > 0 })
        {
            await Load(slot);
            slot = slot.LoadedChildren[^1];
        }

        return slot?.ToLink();
    }

    /// <summary>Gives every changed page its version and its final form, children before parents.</summary>
    public void Seal(LeafStamp stamp, ref long nextPage, List<(long Page, IndexPage<TKey, TEntry> Content)> written)
    {
        if (_root is not null)
            Seal(_root, stamp, ref nextPage, written);
    }

    private static void Seal(Slot<TKey, TEntry> slot, LeafStamp stamp, ref long nextPage, List<(long, IndexPage<TKey, TEntry>)> written)
    {
        if (!slot.IsDirty)
            return;
        IndexPage<TKey, TEntry> content;
        if (slot.Height == 0)
        {
            slot.Stamp ??= stamp;
            content = new() { Entries = [.. slot.LoadedEntries] };
        }
        else
        {
            foreach (var child in slot.LoadedChildren)
                Seal(child, stamp, ref nextPage, written);
            content = new() { Children = [.. slot.LoadedChildren.Select(c => c.ToLink())] };
        }

        slot.Page = nextPage++;
        written.Add((slot.Page, content));
    }

    private async ValueTask<TEntry?> LoadAndFind(Slot<TKey, TEntry> slot, TKey key)
    {
        while (true)
        {
            await Load(slot);
            if (slot.Height == 0)
                return FindIn(slot, key);
            slot = slot.LoadedChildren[ChildFor(slot, key)];
        }
    }

    private TEntry? FindIn(Slot<TKey, TEntry> leaf, TKey key)
    {
        var at = order.Search(CollectionsMarshal.AsSpan(leaf.LoadedEntries), key);
        return at >= 0 ? leaf.LoadedEntries[at] : default;
    }

    private async ValueTask PutInto(Slot<TKey, TEntry> slot, TEntry entry, TKey key)
    {
        await Load(slot);
        Touch(slot);
        if (slot.Height == 0)
        {
            var at = order.Search(CollectionsMarshal.AsSpan(slot.LoadedEntries), key);
            if (at >= 0)
                slot.LoadedEntries[at] = entry;
            else
                slot.LoadedEntries.Insert(~at, entry);
        }
        else
        {
            var i = ChildFor(slot, key);
            var child = slot.LoadedChildren[i];
            await PutInto(child, entry, key);
            if (child.Size > Most(child) && !(child.Height == 0 && await GiveToNeighbour(slot, i)))
                slot.LoadedChildren.Insert(i + 1, Split(child));
        }

        Recount(slot);
    }

    private async ValueTask RemoveFrom(Slot<TKey, TEntry> slot, TKey key)
    {
        await Load(slot);
        Touch(slot);
        if (slot.Height == 0)
        {
            slot.LoadedEntries.RemoveAt(order.Search(CollectionsMarshal.AsSpan(slot.LoadedEntries), key));
        }
        else
        {
            var i = ChildFor(slot, key);
            var child = slot.LoadedChildren[i];
            await RemoveFrom(child, key);
            if (child.Size == 0)
                slot.LoadedChildren.RemoveAt(i);
            else if (child.Size < (child.Height == 0 ? IndexLimits.SmallLeaf : IndexLimits.SmallNode))
                await MergeWithNeighbour(slot, i);
        }

        Recount(slot);
    }

    private async ValueTask<Slot<TKey, TEntry>?> AppendInto(Slot<TKey, TEntry> slot, Slot<TKey, TEntry> leaf)
    {
        if (slot.Height == 0)
            return leaf;
        await Load(slot);
        var last = slot.LoadedChildren[^1];
        var next = await AppendInto(last, leaf);
        if (next is not null && slot.LoadedChildren.Count == IndexLimits.NodeChildren)
            return Node(slot.Height, [next]);
        Touch(slot);
        if (next is not null)
            slot.LoadedChildren.Add(next);
        Recount(slot);
        return null;
    }

    private async ValueTask<List<TEntry>> TakeLastFrom(Slot<TKey, TEntry> slot)
    {
        await Load(slot);
        Touch(slot);
        if (slot.Height == 0)
        {
            var entries = slot.LoadedEntries;
            slot.Entries = [];
            slot.Count = 0;
            return entries;
        }

        var last = slot.LoadedChildren[^1];
        var taken = await TakeLastFrom(last);
        if (last.Size == 0)
            slot.LoadedChildren.RemoveAt(slot.LoadedChildren.Count - 1);
        Recount(slot);
        return taken;
    }

    /// <summary>A full leaf gives to a neighbour half of the room that is there, so that the next overflow is not the next insert.</summary>
    private async ValueTask<bool> GiveToNeighbour(Slot<TKey, TEntry> parent, int i)
    {
        var siblings = parent.LoadedChildren;
        var full = siblings[i];
        foreach (var at in new[] { i - 1, i + 1 })
        {
            if (at < 0 || at >= siblings.Count || siblings[at].Count >= IndexLimits.LeafEntries)
                continue;
            return await Give(full, siblings[at], before: at < i);
        }

        return false;
    }

    private async ValueTask<bool> Give(Slot<TKey, TEntry> full, Slot<TKey, TEntry> neighbour, bool before)
    {
        await Load(neighbour);
        Touch(neighbour);
        var given = (IndexLimits.LeafEntries - neighbour.LoadedEntries.Count + 1) / 2;
        var from = before ? 0 : full.LoadedEntries.Count - given;
        neighbour.LoadedEntries.InsertRange(before ? neighbour.LoadedEntries.Count : 0, full.LoadedEntries.GetRange(from, given));
        full.LoadedEntries.RemoveRange(from, given);
        Recount(full);
        Recount(neighbour);
        return true;
    }

    private async ValueTask MergeWithNeighbour(Slot<TKey, TEntry> parent, int i)
    {
        var siblings = parent.LoadedChildren;
        var small = siblings[i];
        foreach (var at in new[] { i - 1, i + 1 })
        {
            if (at < 0 || at >= siblings.Count)
                continue;
            var other = siblings[at];
            await Load(other);
            if (small.Size + other.Size > Most(small))
                continue;
            Touch(other);
            var (left, right) = at < i ? (other, small) : (small, other);
            if (small.Height == 0)
                left.LoadedEntries.AddRange(right.LoadedEntries);
            else
                left.LoadedChildren.AddRange(right.LoadedChildren);
            siblings.Remove(right);
            Recount(left);
            return;
        }
    }

    private Slot<TKey, TEntry> Split(Slot<TKey, TEntry> slot)
    {
        Slot<TKey, TEntry> right;
        if (slot.Height == 0)
        {
            var half = slot.LoadedEntries.Count / 2;
            var moved = slot.LoadedEntries.GetRange(half, slot.LoadedEntries.Count - half);
            slot.LoadedEntries.RemoveRange(half, moved.Count);
            right = new() { Height = 0, Last = order.KeyOf(moved[^1]), Entries = moved };
            Recount(right);
        }
        else
        {
            var half = slot.LoadedChildren.Count / 2;
            var moved = slot.LoadedChildren.GetRange(half, slot.LoadedChildren.Count - half);
            slot.LoadedChildren.RemoveRange(half, moved.Count);
            right = Node(slot.Height, moved);
        }

        Recount(slot);
        return right;
    }

    private void Lower()
    {
        while (_root is { Height: > 0, Children.Count: 1 })
            _root = _root.LoadedChildren[0];
        if (_root is { Count: 0 })
            _root = null;
    }

    private Slot<TKey, TEntry> Above(Slot<TKey, TEntry> left, Slot<TKey, TEntry> right) => Node(left.Height + 1, [left, right]);

    private Slot<TKey, TEntry> Node(int height, List<Slot<TKey, TEntry>> children)
    {
        var node = new Slot<TKey, TEntry> { Height = height, Last = children[^1].Last, Children = children };
        Recount(node);
        return node;
    }

    private ValueTask Load(Slot<TKey, TEntry> slot) => slot.IsLoaded ? ValueTask.CompletedTask : Read(slot);

    private async ValueTask Read(Slot<TKey, TEntry> slot)
    {
        var page = await pages.Read(slot.Page);
        if (slot.Height == 0)
            (slot.Entries, slot.LastEntry) = ([.. page.Entries], page.Entries[^1]);
        else
            slot.Children = [.. page.Children.Select(link => Slot<TKey, TEntry>.From(link, slot.Height - 1))];
    }

    private void Touch(Slot<TKey, TEntry> slot)
    {
        if (slot.Page != 0)
            Superseded.Add(slot.Page);
        slot.Page = 0;
        slot.Stamp = null;
    }

    private void Recount(Slot<TKey, TEntry> slot)
    {
        if (slot.Height == 0)
        {
            slot.Count = slot.LoadedEntries.Count;
            if (slot.Count > 0 && !ReferenceEquals(slot.LastEntry, slot.LoadedEntries[^1]))
            {
                slot.LastEntry = slot.LoadedEntries[^1];
                slot.Last = order.KeyOf(slot.LastEntry);
            }

            return;
        }

        slot.Count = 0;
        foreach (var child in slot.LoadedChildren)
            slot.Count += child.Count;
        if (slot.LoadedChildren.Count > 0)
            slot.Last = slot.LoadedChildren[^1].Last;
    }

    private int ChildFor(Slot<TKey, TEntry> slot, TKey key)
    {
        var children = slot.LoadedChildren;
        int low = 0, high = children.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (order.Compare(children[middle].Last, key) >= 0)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private static int Most(Slot<TKey, TEntry> slot) => slot.Height == 0 ? IndexLimits.LeafEntries : IndexLimits.NodeChildren;
}
