namespace Gateway.Grains.Index;

internal static class IndexSearch
{
    /// <summary>Where the key is; the complement of where it would be inserted, where it is not.</summary>
    public static int Search<TKey, TEntry>(this IIndexOrder<TKey, TEntry> order, ReadOnlySpan<TEntry> entries, TKey key)
    {
        int low = 0, high = entries.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var compared = order.CompareEntry(entries[middle], key);
            if (compared == 0)
                return middle;
            if (compared < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}
