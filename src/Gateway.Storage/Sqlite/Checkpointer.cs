using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// Copies the log into the database on a thread and a connection of its own, so that commits go on meanwhile. While they
/// do, the copy never quite catches up and the log cannot start again from its beginning; so once it has grown to its
/// limit, the writer copies the rest between two commits.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly Lock _running = new();
    private readonly Database _database;
    private readonly SqliteOptions _options;
    private readonly StorageMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly int _threshold;
    private volatile bool _stopping;
    private long _written;
    private long _frames;
    private long _pending;
    private long _retryAt;

    public Checkpointer(string path, SqliteOptions options, StorageMetrics metrics, ILogger logger)
    {
        _options = options;
        _metrics = metrics;
        _logger = logger;
        _threshold = (int)(options.CheckpointBytes / Tuning.PageSize);
        _thread = new Thread(Loop) { IsBackground = true, Name = "Gateway store checkpoints" };
        _database = Database.OpenExisting(path);
        _database.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;");
    }

    public void Start() => _thread.Start();

    /// <summary>Called by the writer between two transactions.</summary>
    public void Written(Database writer)
    {
        var written = writer.TakePagesWritten();
        Interlocked.Add(ref _written, written);
        var frames = Interlocked.Add(ref _frames, written);
        var pending = Interlocked.Add(ref _pending, written);
        if (frames >= Math.Max(_threshold * Tuning.HardLimitFactor, Interlocked.Read(ref _retryAt)))
            Restart(writer);
        else if (pending >= _threshold && _due.CurrentCount == 0)
            _due.Release();
    }

    public void Dispose()
    {
        _stopping = true;
        if (_due.CurrentCount == 0)
            _due.Release();
        if (_thread.IsAlive)
            _thread.Join();
        _database.Dispose();
        _due.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _due.Wait();
            if (_stopping)
                return;
            Run(_database, raw.SQLITE_CHECKPOINT_PASSIVE);
        }
    }

    /// <summary>A reader that stays (a backup) keeps the log from starting again; then it may grow on, for it must.</summary>
    private void Restart(Database writer)
    {
        writer.WaitWhenBusy(Tuning.RestartWait);
        Run(writer, raw.SQLITE_CHECKPOINT_RESTART);
        writer.WaitWhenBusy((int)_options.BusyTimeout.TotalMilliseconds);
    }

    private void Run(Database database, int mode)
    {
        lock (_running)
        {
            try
            {
                var start = Stopwatch.GetTimestamp();
                var before = Interlocked.Read(ref _written);
                var result = database.Checkpoint(mode);
                var meanwhile = Interlocked.Read(ref _written) - before;

                // A log that was copied whole starts again only if no transaction had begun by then, which the next run
                // tells; counting its frames on until then errs on the safe side.
                var isEmpty = mode == raw.SQLITE_CHECKPOINT_RESTART && !result.Busy;
                Interlocked.Exchange(ref _pending, result.Frames - result.Copied + meanwhile);
                Interlocked.Exchange(ref _frames, isEmpty ? 0 : result.Frames + meanwhile);
                Interlocked.Exchange(ref _retryAt, result.Busy ? result.Frames + meanwhile + _threshold : 0);
                _metrics.Checkpointed(Stopwatch.GetElapsedTime(start));
            }
            catch (StorageException exception)
            {
                // Nothing is lost: the log keeps what could not be copied. The next threshold tries again.
                Interlocked.Exchange(ref _pending, 0);
                Interlocked.Exchange(ref _retryAt, Interlocked.Read(ref _frames) + _threshold);
                Log.CheckpointFailed(_logger, exception);
            }
        }
    }
}
