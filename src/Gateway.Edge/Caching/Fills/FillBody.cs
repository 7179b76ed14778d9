using Gateway.HttpCaching.Store;

namespace Gateway.Edge.Caching.Fills;

/// <summary>
/// Content on its way from the origin to any number of readers, each at its own pace. While it is kept for storing, the
/// origin is never held up; else it runs ahead of the slowest reader by a window.
/// </summary>
/// <remarks>
/// Pieces are a chain that each reader holds at its own place: what all have read is garbage, with nothing to count.
/// </remarks>
internal sealed class FillBody(ArrivingBudget budget, LingeringBodies lingering, long largest, int window, TimeSpan slowReaderPatience, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<FillReader> _readers = [];
    private Chunk _last = new(default);
    private Chunk? _first;
    private TaskCompletionSource _more = NewSignal();
    private TaskCompletionSource? _room;
    private long _written;
    private bool _isDecided;
    private bool _keeps;
    private bool _ended;
    private bool _broken;
    private long _held;
    private bool _lingers;

    /// <summary>Raised once nobody reads and nothing is kept: going on would be for nothing.</summary>
    public Action? Deserted { get; set; }

    public long Written => Volatile.Read(ref _written);

    /// <summary>Whether all of it is kept so far.</summary>
    public bool Keeps
    {
        get
        {
            lock (_gate)
                return _keeps;
        }
    }

    /// <summary>Whether more is to come that is kept.</summary>
    public bool IsArriving
    {
        get
        {
            lock (_gate)
                return _keeps && !_ended;
        }
    }

    /// <summary>Says that all of it is wanted for storing. Before the first byte.</summary>
    public void Keep()
    {
        lock (_gate)
            (_isDecided, _keeps, _first) = (true, true, _last);
    }

    /// <summary>Says that it is wanted by its readers only. Before the first byte.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Pass()
    {
        lock (_gate)
        {
            _isDecided = true;
            return _readers.Count > 0;
        }
    }

    /// <summary>A reader from the start. Null where the start is gone.</summary>
    public FillReader? TryRead()
    {
        FillReader reader;
        lock (_gate)
        {
            if (_first is null && _written > 0)
                return null;
            reader = new FillReader(this, _first ?? _last);
            _readers.Add(reader);
        }

        Linger();
        return reader;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (bytes.IsEmpty)
            return;

        var chunk = new Chunk(bytes.ToArray());
        TaskCompletionSource more;
        var deserted = false;
        lock (_gate)
        {
            _last.Next = chunk;
            _last = chunk;
            _written += bytes.Length;
            if (_keeps && (_written > largest || !budget.TryTake(bytes.Length)))
                deserted = !GiveUp(_written - bytes.Length);
            (more, _more) = (_more, NewSignal());
        }

        more.TrySetResult();
        if (deserted)
            Deserted?.Invoke();
        while (TryNeedRoom(out var room))
        {
            try
            {
                await room.WaitAsync(slowReaderPatience, time, cancellation);
            }
            catch (TimeoutException)
            {
                CutSlow();
            }
        }
    }

    /// <summary>Ends it: whole, or broken off.</summary>
    public void End(bool broken)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            if (_ended)
                return;
            (_ended, _broken, more) = (true, broken, _more);
        }

        more.TrySetResult();
    }

    /// <summary>What was kept; null where it was not all kept.</summary>
    public StoredBody? Take(long? expectedLength)
    {
        lock (_gate)
        {
            if (!_keeps)
                return null;
            var writer = new StoredBodyWriter(expectedLength ?? _written);
            for (var chunk = _first?.Next; chunk is not null; chunk = chunk.Next)
                writer.Write(chunk.Bytes.Span);
            return writer.Complete();
        }
    }

    public void Dispose()
    {
        long held;
        lock (_gate)
        {
            // Who waited for it may still come to read: the pieces live as long as somebody holds on to the fill.
            held = _keeps ? _written : 0;
            (_keeps, _held) = (false, held);
        }

        budget.Give(held);
        Linger();
    }

    /// <summary>Cuts off all who still read.</summary>
    internal void CutAll()
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            foreach (var reader in _readers)
                reader.IsCut = true;
            _readers.Clear();
            _lingers = false;
            (more, _more) = (_more, NewSignal());
        }

        more.TrySetResult();
    }

    internal void Leave(FillReader reader)
    {
        bool deserted;
        TaskCompletionSource? room;
        lock (_gate)
        {
            deserted = _readers.Remove(reader) && _readers.Count == 0 && _isDecided && !_keeps && !_ended;
            room = _room;
        }

        room?.TrySetResult();
        Linger();
        if (deserted)
            Deserted?.Invoke();
    }

    internal void Passed(FillReader reader, long count)
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            reader.Position += count;
            room = _room;
        }

        room?.TrySetResult();
    }

    internal (bool Ended, bool Broken, Task More) State(FillReader reader)
    {
        lock (_gate)
            return (_ended, _broken || reader.IsCut, _more.Task);
    }

    // Counts the pieces while somebody reads what has ended.
    private void Linger()
    {
        lock (_gate)
        {
            if (_lingers == (_held > 0 && _readers.Count > 0))
                return;
            _lingers = !_lingers;
            // In here, so that neither is done twice; it cuts nobody off itself.
            if (!_lingers)
            {
                lingering.Remove(this);
                return;
            }
        }

        lingering.Add(this, _held);
        lock (_gate)
        {
            if (!_lingers)
                lingering.Remove(this);
        }
    }

    // Whether anybody still reads.
    private bool GiveUp(long taken)
    {
        budget.Give(taken);
        (_keeps, _first) = (false, null);
        return _readers.Count > 0;
    }

    private bool TryNeedRoom(out Task room)
    {
        lock (_gate)
        {
            var needs = !_keeps && _readers.Count > 0 && _written - Slowest().Position > window;
            _room = needs ? NewSignal() : null;
            room = _room?.Task ?? Task.CompletedTask;
            return needs;
        }
    }

    // All at once: one after the other, each would hold up the rest for as long. The fastest stays: one that reads alone holds
    // up nobody, the origin waits for it as it would without a cache.
    private void CutSlow()
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            if (_readers.Count < 2)
                return;
            var fastest = _readers.MaxBy(static r => r.Position);
            foreach (var slow in _readers.FindAll(r => !ReferenceEquals(r, fastest) && _written - r.Position > window))
            {
                slow.IsCut = true;
                _readers.Remove(slow);
            }

            (more, _more) = (_more, NewSignal());
        }

        more.TrySetResult();
    }

    private FillReader Slowest() => _readers.MinBy(static r => r.Position)!; // Callers look first whether there is one.

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A piece of content, and the one after it.</summary>
internal sealed class Chunk(ReadOnlyMemory<byte> bytes)
{
    private Chunk? _next;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public Chunk? Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }
}
