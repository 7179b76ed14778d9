using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// The one thread that writes. It takes every write that waits, runs them in one transaction, looks for more right before
/// the commit, and completes them all after one flush of the log: the more callers, the fewer flushes for each.
/// </summary>
internal sealed class Writer(
    WriterSession session, WriteQueue queue, Checkpointer checkpointer, SqliteOptions options,
    StorageHealth health, StorageMetrics metrics, ILogger logger)
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<StoreWrite> _batch = [];
    private readonly CommitPace _pace = new(options.GatherShare);
    private List<StoreWrite> _spare = [];
    private bool _suspect;

    /// <summary>Ends when the queue is closed and empty.</summary>
    public Task Finished => _finished.Task;

    public void Start() => new Thread(Loop) { IsBackground = true, Name = "Gateway store writer" }.Start();

    private void Loop()
    {
        try
        {
            while (true)
            {
                queue.WaitForWrites();
                if (!queue.HasWrites && queue.IsClosed)
                    break;
                CommitBatch();
            }

            _finished.SetResult();
        }
        catch (Exception exception)
        {
            // A fault of ours, not of the disk: nobody must wait for ever on a thread that is gone.
            Log.WriterDied(logger, exception);
            var reason = new StorageException(StorageFailure.InputOutput, "The store's writer has stopped.", exception);
            health.Failed(reason);
            queue.Close();
            while (queue.Take([]) is { } left)
                FailAll(left, reason);
            _finished.SetException(exception);
        }
    }

    private void CommitBatch()
    {
        var bytes = 0L;
        var committing = false;
        try
        {
            health.Begin();
            Recover();
            session.Begin.Run();
            bytes = Gather();
            committing = true;
            var start = Stopwatch.GetTimestamp();
            session.Commit.Run();
            var elapsed = Stopwatch.GetElapsedTime(start);

            _pace.Committed(_batch.Count, elapsed);
            metrics.Committed(_batch.Count, bytes, elapsed);
            health.Succeeded();
            foreach (var write in _batch)
                write.Complete();
        }
        catch (Exception exception)
        {
            // Whatever it was: nobody may wait for ever, and the next batch gets its chance.
            session.Database.RollBack();

            // Where not even the transaction could begin, those who wait must hear of it; otherwise they get their turn.
            if (_batch.Count == 0)
                TakeInto(_batch);
            FailAll(_batch, Describe(
                exception as StorageException ?? new StorageException("The store failed in an unforeseen way.", exception), committing));
        }
        finally
        {
            Finish();
        }

        checkpointer.Written(session.Database);
    }

    /// <summary>Runs what waits, and what arrives meanwhile, up to the bounds of one commit.</summary>
    private long Gather()
    {
        var bytes = 0L;
        var start = Stopwatch.GetTimestamp();
        do
        {
            var from = _batch.Count;
            TakeInto(_batch);
            for (var i = from; i < _batch.Count; i++)
            {
                bytes += _batch[i].Bytes;
                Execute(_batch, ref i);
            }
        }
        while (_batch.Count < options.MaxWritesPerCommit && bytes < options.MaxBytesPerCommit
            && _pace.AwaitMore(queue, _batch.Count, start));
        return bytes;
    }

    /// <summary>A value that is too large fails alone; everything else that goes wrong concerns all of the transaction.</summary>
    private void Execute(List<StoreWrite> batch, ref int index)
    {
        var write = batch[index];
        try
        {
            write.Execute(session);
        }
        catch (StorageException exception) when (exception.Failure == StorageFailure.TooLarge && session.Database.InTransaction)
        {
            batch.RemoveAt(index--);
            queue.Release(write.Bytes, 1);
            write.Fail(exception);
        }
    }

    private void TakeInto(List<StoreWrite> batch)
    {
        if (queue.Take(_spare) is not { } taken)
            return;
        batch.AddRange(taken);
        taken.Clear();
        _spare = taken;
    }

    private StorageException Describe(StorageException exception, bool committing)
    {
        Log.CommitFailed(logger, _batch.Count, exception);
        health.Failed(exception);
        metrics.Failed(_batch.Count);
        if (!committing || !SqliteErrors.LeavesOutcomeUnknown(exception.Failure))
            return exception;

        _suspect = true;
        return new StorageOutcomeUnknownException(exception.Failure,
            $"Whether the write was stored is not known. {exception.Message}", exception);
    }

    /// <summary>
    /// After a failed flush the system may have dropped pages of the log that it could not write, and call the next
    /// flush a success. So nothing is appended to that log: its content goes into the database first, or nobody writes.
    /// </summary>
    private void Recover()
    {
        if (!_suspect)
            return;
        if (session.Database.Checkpoint(SQLitePCL.raw.SQLITE_CHECKPOINT_TRUNCATE).Busy)
            throw SqliteErrors.From(SQLitePCL.raw.SQLITE_BUSY, "recovering from a failed flush", session.Database.Path);
        _suspect = false;
    }

    private static void FailAll(List<StoreWrite> writes, StorageException reason)
    {
        foreach (var write in writes)
            write.Fail(reason);
    }

    private void Finish()
    {
        health.End();
        queue.Release(_batch.Sum(write => (long)write.Bytes), _batch.Count);
        _batch.Clear();
    }
}
