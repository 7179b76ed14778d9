namespace Gateway.Grains.Index;

/// <summary>Orders the entries of an index.</summary>
internal interface IIndexOrder<TKey, in TEntry> : IComparer<TKey>
{
    /// <summary>The key of an entry; never changes while the entry is in the index.</summary>
    TKey KeyOf(TEntry entry);

    /// <summary>Compares the key of an entry with another, where that can be had without making the key.</summary>
    int CompareEntry(TEntry entry, TKey key) => Compare(KeyOf(entry), key);
}

/// <summary>Reads the pages of an index.</summary>
internal interface IPageReader<TKey, TEntry>
{
    /// <summary>Reads a page.</summary>
    /// <exception cref="PageGoneException">The page was superseded and cleared in the meantime.</exception>
    ValueTask<IndexPage<TKey, TEntry>> Read(long page);
}

/// <summary>A page was cleared since the state that named it was read: read the newer state.</summary>
internal sealed class PageGoneException : Exception
{
    public PageGoneException()
    {
    }

    public PageGoneException(string message)
        : base(message)
    {
    }

    public PageGoneException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
