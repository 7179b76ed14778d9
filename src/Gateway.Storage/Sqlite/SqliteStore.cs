using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// The embedded store: one file, one writing thread that commits for everybody at once, a few reading connections.
/// A write that has completed is on disk (WAL, <c>synchronous=FULL</c>). Opened once, closed once.
/// </summary>
internal sealed class SqliteStore : IStorageHealth, IAsyncDisposable
{
    private readonly SqliteOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StorageHealth _health;
    private readonly Lock _gate = new();
    private volatile Opened? _opened;
    private Task<bool>? _probe;

    public SqliteStore(SqliteOptions options, TimeProvider time, ILogger<SqliteStore> logger, IMeterFactory? meters = null)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _health = new StorageHealth(time);
        Metrics = new StorageMetrics(meters);
        Path = System.IO.Path.Combine(System.IO.Path.GetFullPath(options.DataDirectory), SqliteOptions.FileName);
    }

    public string Path { get; }

    public StorageMetrics Metrics { get; }

    /// <summary>Opens the file, making or migrating it where needed. Throws <see cref="StorageException"/>.</summary>
    public void Open()
    {
        lock (_gate)
        {
            if (_opened is not null)
                return;
            _opened = Opened.Open(Path, _options, _health, Metrics, _logger);
            _opened.Start();
        }

        Log.Opened(_logger, Path, Schema.Version);
    }

    public ValueTask<StateRow<T>?> ReadState<T>(byte[] key, StateDecoder<T> decode) =>
        Use().Readers.ReadAsync((key, decode, Metrics), static (session, read) =>
        {
            var row = session.State(read.key, read.decode);
            read.Metrics.Read(row?.Length ?? 0);
            return row;
        });

    public ValueTask<T> Read<TArgument, T>(TArgument argument, Func<ReaderSession, TArgument, T> read) =>
        Use().Readers.ReadAsync(argument, read);

    /// <summary>To be awaited before a value is made; see <see cref="SqliteOptions.MaxQueuedBytes"/>.</summary>
    public Task WaitForRoomAsync() => Use().Queue.WaitForRoomAsync();

    public Task<T> Write<T>(StoreWrite<T> write)
    {
        if (_opened is not { } opened || !opened.Queue.TryAdd(write))
            write.Fail(ClosedException());
        return write.Done;
    }

    public async ValueTask<StorageHealthSnapshot> CheckAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (_opened is null)
                return NotReady(ClosedException().Message);
            if (_health.CommittingFor > _options.StalledAfter)
                return NotReady(Stalled());
            if (_health.Problem is not null)
                await TryWrite().WaitAsync(_options.StalledAfter, _time, cancellationToken);
            return new StorageHealthSnapshot(true, null, _health.LastWrite);
        }
        catch (StorageException exception)
        {
            return NotReady(exception.Message);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return NotReady(Stalled());
        }
    }

    /// <summary>Commits what is queued, empties the log into the file, lets go of the directory.</summary>
    public async Task CloseAsync()
    {
        Opened? opened;
        lock (_gate)
        {
            opened = _opened;
            _opened = null;
        }

        if (opened is null)
            return;
        await opened.CloseAsync(Path, _logger);
        Log.Closed(_logger, Path);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Metrics.Dispose();
    }

    internal static StorageException ClosedException() =>
        new(StorageFailure.Closed, "The store is not open: the gateway is starting or shutting down.");

    private StorageHealthSnapshot NotReady(string problem) => new(false, problem, _health.LastWrite);

    private string Stalled() => $"A write to {Path} has not come to an end for {_options.StalledAfter.TotalSeconds:0} s: check the disk.";

    /// <summary>One probe at a time, however often somebody asks.</summary>
    private Task<bool> TryWrite()
    {
        lock (_gate)
            return _probe is { IsCompleted: false } ? _probe : _probe = Write(new Probe());
    }

    private Opened Use() => _opened ?? throw ClosedException();

    /// <summary>All that exists only while the file is open.</summary>
    private sealed record Opened(
        DataDirectoryLock Lock, WriterSession Session, Checkpointer Checkpointer, WriteQueue Queue, Writer Writer, ReaderPool Readers)
    {
        public static Opened Open(
            string path, SqliteOptions options, StorageHealth health, StorageMetrics metrics, ILogger logger)
        {
            var directory = System.IO.Path.GetDirectoryName(path) ?? ".";
            DataDirectory.Create(directory);
            DataDirectoryLock? held = null;
            WriterSession? session = null;
            try
            {
                held = DataDirectoryLock.Take(directory);
                session = WriterSession.Open(path, options);
                var queue = new WriteQueue(options.MaxQueuedBytes);
                var checkpointer = new Checkpointer(path, options, metrics, logger);
                var writer = new Writer(session, queue, checkpointer, options, health, metrics, logger);
                return new Opened(held, session, checkpointer, queue, writer, new ReaderPool(path, options));
            }
            catch
            {
                session?.Dispose();
                held?.Dispose();
                throw;
            }
        }

        public void Start()
        {
            Checkpointer.Start();
            Writer.Start();
        }

        public async Task CloseAsync(string path, ILogger logger)
        {
            Queue.Close();
            await Writer.Finished.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Checkpointer.Dispose();
            Readers.Dispose();
            try
            {
                Session.Database.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);
            }
            catch (StorageException exception)
            {
                Log.CloseFailed(logger, path, exception);
            }
            finally
            {
                Session.Dispose();
                Lock.Dispose();
            }
        }
    }
}
