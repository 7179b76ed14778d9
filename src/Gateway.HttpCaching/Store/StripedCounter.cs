namespace Gateway.HttpCaching.Store;

/// <summary>A count that many cores raise at once, each in a cache line of its own; exact once they rest.</summary>
public sealed class StripedCounter
{
    // Two lines: processors fetch them in pairs.
    private const int Spacing = 16;

    private readonly long[] _cells;
    private readonly int _mask;

    public StripedCounter()
    {
        var stripes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 64));
        _mask = stripes - 1;
        _cells = new long[(stripes + 1) * Spacing];
    }

    public long Value
    {
        get
        {
            var sum = 0L;
            for (var stripe = 0; stripe <= _mask; stripe++)
                sum += Volatile.Read(ref _cells[(stripe + 1) * Spacing]);
            return sum;
        }
    }

    public void Increment() => Interlocked.Increment(ref _cells[((Thread.GetCurrentProcessorId() & _mask) + 1) * Spacing]);
}
