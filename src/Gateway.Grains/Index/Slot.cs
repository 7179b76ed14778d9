namespace Gateway.Grains.Index;

/// <summary>A page while it is being edited: its place in the parent, and what is loaded of it.</summary>
internal sealed class Slot<TKey, TEntry>
{
    /// <summary>The stored page; 0 once it was changed.</summary>
    public long Page { get; set; }

    /// <summary>0 for a leaf.</summary>
    public required int Height { get; init; }

    public long Count { get; set; }

    public required TKey Last { get; set; }

    /// <summary>The loaded leaf's entry whose key <see cref="Last"/> is.</summary>
    public TEntry? LastEntry { get; set; }

    /// <summary>A leaf's; null in an index node, and where the change under way is to be stamped.</summary>
    public LeafStamp? Stamp { get; set; }

    /// <summary>A loaded leaf's entries.</summary>
    public List<TEntry>? Entries { get; set; }

    /// <summary>A loaded index node's children.</summary>
    public List<Slot<TKey, TEntry>>? Children { get; set; }

    public bool IsDirty => Page == 0;

    public bool IsLoaded => Entries is not null || Children is not null;

    /// <summary>How many entries or children it holds, once loaded.</summary>
    public int Size => Height == 0 ? (int)Count : Loaded(Children).Count;

    public List<TEntry> LoadedEntries => Loaded(Entries);

    public List<Slot<TKey, TEntry>> LoadedChildren => Loaded(Children);

    public static Slot<TKey, TEntry> From(PageLink<TKey> link, int height) => new()
    {
        Page = link.Page,
        Height = height,
        Count = link.Count,
        Last = link.Last,
        Stamp = link.Stamp,
    };

    public PageLink<TKey> ToLink() => new() { Page = Page, Count = Count, Last = Last, Stamp = Stamp };

    private static T Loaded<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("The page is not loaded.");
}
