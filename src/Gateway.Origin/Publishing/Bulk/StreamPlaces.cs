namespace Gateway.Origin.Publishing.Bulk;

/// <summary>Counts bulk streams, so that no publisher takes every place. Thread-safe.</summary>
/// <param name="all">Places of all publishers together.</param>
/// <param name="each">Places of one.</param>
internal sealed class StreamPlaces(int all, int each)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> taken = new(StringComparer.Ordinal);
    private int sum;

    /// <summary>Takes a place; false where there is none for this publisher.</summary>
    public bool TryTake(string publisher)
    {
        lock (gate)
        {
            var own = taken.GetValueOrDefault(publisher);
            if (sum >= all || own >= each)
                return false;
            taken[publisher] = own + 1;
            sum++;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(string publisher)
    {
        lock (gate)
        {
            sum--;
            if (--taken[publisher] == 0)
                taken.Remove(publisher);
        }
    }
}
