namespace Gateway.Edge.Caching.Answers;

/// <summary>Work off the requests' path that waits for its turn, bounded in number and in what it holds on to. Thread-safe.</summary>
/// <param name="most">How many may wait or be at work.</param>
/// <param name="bytes">Bytes that they may hold on to, all together.</param>
/// <param name="atOnce">How many are at work at a time.</param>
internal sealed class EncodingLane(int most, long bytes, int atOnce)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turns = new(atOnce);
    private int _count;
    private long _held;

    /// <summary>Has it done when its turn comes. False where there is no room: then it is not done.</summary>
    public bool TryRun(long length, Action work)
    {
        lock (_gate)
        {
            if (_count == most || _held + length > bytes)
                return false;
            _count++;
            _held += length;
        }

        _ = Task.Run(() => RunAsync(length, work));
        return true;
    }

    private async Task RunAsync(long length, Action work)
    {
        await _turns.WaitAsync();
        try
        {
            work();
        }
        finally
        {
            _turns.Release();
            lock (_gate)
            {
                _count--;
                _held -= length;
            }
        }
    }
}
