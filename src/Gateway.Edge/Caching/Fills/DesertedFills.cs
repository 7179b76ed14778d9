namespace Gateway.Edge.Caching.Fills;

/// <summary>
/// Fills whose clients all left before there was an answer, or before what is stored of it was there. A few go on, for who left
/// often comes back; were there no bound, clients that ask and leave could have the edge ask the origin for any number of
/// addresses at once.
/// </summary>
internal sealed class DesertedFills
{
    /// <summary>How many go on at once.</summary>
    public const int Most = 64;

    /// <summary>How long one goes on: an origin that trickles would keep its place for hours.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private int _count;

    /// <summary>Has one more go on, if there is room; it gives its place back with <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= Most)
            return true;

        Interlocked.Decrement(ref _count);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);
}
