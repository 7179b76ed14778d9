namespace Gateway.Edge.Caching.Entries;

/// <summary>
/// Tells when so much has grown old since the last full collection that the next is worth it. Entries that were asked for
/// twice and entries in the making are promoted and die old; a scan adds some megabytes of them each second, and nothing
/// else would have them collected before they were as much again as the store. For one caller at a time.
/// </summary>
internal sealed class OldGarbage
{
    private const long Least = 16 << 20;
    private const int Part = 16;

    private long _collection = -1;
    private long _after;
    private bool _isAsked;

    /// <param name="used">Bytes of the old generation in use.</param>
    /// <param name="collection">Which collection of all generations ended last.</param>
    /// <returns>Whether to ask for one now: once, until it has ended.</returns>
    public bool IsDue(long used, long collection)
    {
        if (collection != _collection)
        {
            (_collection, _after, _isAsked) = (collection, used, false);
            return false;
        }

        if (_isAsked || used - _after < Math.Max(Least, _after / Part))
            return false;
        return _isAsked = true;
    }
}
