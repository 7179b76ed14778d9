using System.Diagnostics.Metrics;

namespace Gateway.Storage.Sqlite;

/// <summary>Meter <c>Gateway.Storage</c>. A commit is one flush (fsync) of the log; a checkpoint is two more.</summary>
internal sealed class StorageMetrics : IDisposable
{
    public const string MeterName = "Gateway.Storage";

    private readonly Meter _meter;
    private readonly Counter<long> _commits;
    private readonly Histogram<int> _writesPerCommit;
    private readonly Histogram<double> _commitSeconds;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _reads;
    private readonly Counter<long> _readBytes;
    private readonly Counter<long> _checkpoints;
    private readonly Histogram<double> _checkpointSeconds;
    private long _commitCount;
    private long _checkpointCount;

    public StorageMetrics(IMeterFactory? factory)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _commits = _meter.CreateCounter<long>("gateway.storage.commits", "{commit}", "Transactions committed, one flush each.");
        _writesPerCommit = _meter.CreateHistogram<int>("gateway.storage.commit.writes", "{write}", "Writes that shared a commit.");
        _commitSeconds = _meter.CreateHistogram<double>("gateway.storage.commit.duration", "s", "Duration of commits, flush included.");
        _failed = _meter.CreateCounter<long>("gateway.storage.writes.failed", "{write}", "Writes that the store could not carry out.");
        _bytes = _meter.CreateCounter<long>("gateway.storage.written", "By", "Keys and values written.");
        _reads = _meter.CreateCounter<long>("gateway.storage.reads", "{read}", "States read, missing ones included.");
        _readBytes = _meter.CreateCounter<long>("gateway.storage.read", "By", "Values read.");
        _checkpoints = _meter.CreateCounter<long>("gateway.storage.checkpoints", "{checkpoint}", "Copies of the log into the database.");
        _checkpointSeconds = _meter.CreateHistogram<double>("gateway.storage.checkpoint.duration", "s", "Duration of checkpoints.");
    }

    public long Commits => Interlocked.Read(ref _commitCount);

    public long Checkpoints => Interlocked.Read(ref _checkpointCount);

    public void Committed(int writes, long bytes, TimeSpan elapsed)
    {
        Interlocked.Increment(ref _commitCount);
        _commits.Add(1);
        _writesPerCommit.Record(writes);
        _commitSeconds.Record(elapsed.TotalSeconds);
        _bytes.Add(bytes);
    }

    public void Failed(int writes) => _failed.Add(writes);

    public void Read(int bytes)
    {
        _reads.Add(1);
        _readBytes.Add(bytes);
    }

    public void Checkpointed(TimeSpan elapsed)
    {
        Interlocked.Increment(ref _checkpointCount);
        _checkpoints.Add(1);
        _checkpointSeconds.Record(elapsed.TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
