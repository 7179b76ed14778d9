using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// Copies the log into the database on a thread and a connection of its own, so that commits go on meanwhile. Only when
/// the log has outgrown that (writes never pause, or a reader pins it) does the writer do the rest between two commits,
/// which lets the log start again from its beginning.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly Database _database;
    private readonly StorageMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly int _threshold;
    private volatile bool _stopping;
    private int _frames;
    private int _pending;
    private int _retryAt;

    public Checkpointer(string path, SqliteOptions options, StorageMetrics metrics, ILogger logger)
    {
        _metrics = metrics;
        _logger = logger;
        _database = Database.OpenExisting(path);
        _database.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;");
        _threshold = (int)(options.CheckpointBytes / Tuning.PageSize);
        _thread = new Thread(Loop) { IsBackground = true, Name = "Gateway store checkpoints" };
    }

    public void Start() => _thread.Start();

    /// <summary>Called by the writer between two transactions.</summary>
    public void Written(Database writer)
    {
        var written = writer.TakePagesWritten();
        var frames = Interlocked.Add(ref _frames, written);
        var pending = Interlocked.Add(ref _pending, written);
        if (frames >= Math.Max(_threshold * Tuning.HardLimitFactor, Volatile.Read(ref _retryAt)))
            Run(writer);
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
            Run(_database);
        }
    }

    private void Run(Database database)
    {
        try
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            var result = database.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
            if (result.Busy)
                return;
            var left = result.Frames - result.Copied;
            Interlocked.Exchange(ref _pending, left);
            // All copied: the next commit starts the log again, unless a reader still needs it; that the next run tells.
            Interlocked.Exchange(ref _frames, left == 0 ? 0 : result.Frames);
            Volatile.Write(ref _retryAt, left == 0 ? 0 : result.Frames + _threshold);
            _metrics.Checkpointed(System.Diagnostics.Stopwatch.GetElapsedTime(start));
        }
        catch (StorageException exception)
        {
            // Nothing is lost: the log keeps what could not be copied. The next threshold tries again.
            Interlocked.Exchange(ref _pending, 0);
            Volatile.Write(ref _retryAt, Volatile.Read(ref _frames) + _threshold);
            Log.CheckpointFailed(_logger, exception);
        }
    }
}
