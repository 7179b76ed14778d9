using System.ComponentModel.DataAnnotations;

namespace Gateway.Storage.Sqlite;

/// <summary>The embedded store.</summary>
public sealed class SqliteOptions
{
    /// <summary>Name of the database file in the data directory.</summary>
    public const string FileName = "gateway.db";

    /// <summary>The directory that holds the database, made where missing. Default: <c>./data</c>, relative to the working directory.</summary>
    [Required]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Read-only connections, and so reads under way at once. 1 to 64; default: 4.</summary>
    [Range(1, 64)]
    public int Readers { get; set; } = 4;

    /// <summary>Writes that one commit takes at most. 1 to 100,000; default: 4,096.</summary>
    [Range(1, 100_000)]
    public int MaxWritesPerCommit { get; set; } = 4096;

    /// <summary>Bytes of values after which a commit takes no further write. 64 KiB to 1 GiB; default: 16 MiB.</summary>
    [Range(64L << 10, 1L << 30)]
    public long MaxBytesPerCommit { get; set; } = 16L << 20;

    /// <summary>
    /// Bytes of values that may wait for the writer; beyond, callers wait before they serialise theirs.
    /// 1 MiB to 4 GiB; default: 64 MiB.
    /// </summary>
    [Range(1L << 20, 4L << 30)]
    public long MaxQueuedBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Share of a usual commit's time for which a commit is held open for the writers that were in the one before:
    /// they tend to come back together. A lone writer is never held up. 0 (never) to 2; default: 0.5.
    /// </summary>
    [Range(0d, 2d)]
    public double GatherShare { get; set; } = 0.5;

    /// <summary>
    /// Size of the write-ahead log, in bytes, at which it is copied into the database in the background. At four times
    /// this, writers wait for it. 1 MiB to 1 GiB; default: 32 MiB.
    /// </summary>
    [Range(1L << 20, 1L << 30)]
    public long CheckpointBytes { get; set; } = 32L << 20;

    /// <summary>Page cache of the writing connection, in bytes. 1 MiB to 4 GiB; default: 32 MiB.</summary>
    [Range(1L << 20, 4L << 30)]
    public long WriterCacheBytes { get; set; } = 32L << 20;

    /// <summary>
    /// Page cache of each reading connection, in bytes. A commit empties it, so the system's own cache does the work
    /// of a large one. 64 KiB to 1 GiB; default: 1 MiB.
    /// </summary>
    [Range(64L << 10, 1L << 30)]
    public long ReaderCacheBytes { get; set; } = 1L << 20;

    /// <summary>How long to wait for another program that holds the database's write lock. 0 to 1 minute; default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A write that has waited for longer than this makes the store count as not ready. 1 s to 10 minutes; default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromSeconds(10);
}
