namespace Gateway.Storage.Sqlite;

/// <summary>
/// Reading connections, made when first needed. A read runs on its caller's thread: a row, or its absence, is a few
/// microseconds away, less than any hand-over would cost; the pool's size bounds the threads that a slow disk can hold.
/// </summary>
internal sealed class ReaderPool : IDisposable
{
    private readonly string _path;
    private readonly SqliteOptions _options;
    private readonly SemaphoreSlim _free;
    private readonly Stack<ReaderSession> _idle = new();
    private readonly Lock _gate = new();
    private volatile bool _closed;

    public ReaderPool(string path, SqliteOptions options)
    {
        _path = path;
        _options = options;
        _free = new SemaphoreSlim(options.Readers, options.Readers);
    }

    public ValueTask<T> ReadAsync<TArgument, T>(TArgument argument, Func<ReaderSession, TArgument, T> read) =>
        _free.Wait(0) ? new ValueTask<T>(Read(argument, read)) : WaitAndRead(argument, read);

    /// <summary>Waits for the reads under way.</summary>
    public void Dispose()
    {
        _closed = true;
        for (var i = 0; i < _options.Readers; i++)
            _free.Wait();
        foreach (var session in _idle)
            session.Dispose();
        _idle.Clear();
        _free.Release(_options.Readers);
    }

    private async ValueTask<T> WaitAndRead<TArgument, T>(TArgument argument, Func<ReaderSession, TArgument, T> read)
    {
        await _free.WaitAsync();
        return Read(argument, read);
    }

    private T Read<TArgument, T>(TArgument argument, Func<ReaderSession, TArgument, T> read)
    {
        ReaderSession? session = null;
        try
        {
            if (_closed)
                throw SqliteStore.ClosedException();
            lock (_gate)
                _idle.TryPop(out session);
            session ??= ReaderSession.Open(_path, _options);
            return read(session, argument);
        }
        finally
        {
            if (session is not null)
            {
                lock (_gate)
                    _idle.Push(session);
            }

            _free.Release();
        }
    }
}
