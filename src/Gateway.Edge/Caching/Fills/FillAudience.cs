namespace Gateway.Edge.Caching.Fills;

/// <summary>
/// The clients that want a fill's answer in person. Once all have gone it goes on for a while where there is a place for it; else,
/// and where it is not done by then, it is abandoned.
/// </summary>
/// <param name="places">Of fills that all clients have left.</param>
/// <param name="time">Measures the while.</param>
/// <param name="first">How many there are at first.</param>
/// <param name="isForThem">Whether it goes on for their sake at all: for an answer, or content to be stored, that is not there yet.</param>
/// <param name="abandon">Ends it.</param>
internal sealed class FillAudience(DesertedFills places, TimeProvider time, int first, Func<bool> isForThem, Action abandon)
{
    private readonly Lock _gate = new();
    private int _count = first;
    private bool _hasPlace;
    private bool _ended;
    private ITimer? _deadline;

    /// <summary>The place of the client that caused the fill.</summary>
    public FillSeat First() => new(this);

    /// <summary>A client comes.</summary>
    public FillSeat Enter()
    {
        lock (_gate)
        {
            _count++;
            GiveBack();
        }

        return new(this);
    }

    /// <summary>The fill is over.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            GiveBack();
        }
    }

    /// <summary>A client goes.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            if (--_count > 0 || _ended || !isForThem())
                return;
            if (places.TryEnter())
            {
                _hasPlace = true;
                _deadline = time.CreateTimer(static a => ((FillAudience)a!).Expire(), this, DesertedFills.Longest, Timeout.InfiniteTimeSpan); // Not null: passed here.
                return;
            }
        }

        abandon();
    }

    private void Expire()
    {
        lock (_gate)
        {
            if (!_hasPlace)
                return;
        }

        abandon();
    }

    private void GiveBack()
    {
        if (!_hasPlace)
            return;
        _hasPlace = false;
        _deadline?.Dispose();
        places.Leave();
    }
}

/// <summary>One client of a <see cref="FillAudience"/>, until it is disposed of; once.</summary>
internal readonly struct FillSeat(FillAudience audience) : IDisposable
{
    public void Dispose() => audience.Leave();
}
