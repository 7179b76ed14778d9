namespace Gateway.Storage.Sqlite;

/// <summary>
/// One write on its way to disk. <see cref="Execute"/> runs on the writer's thread inside the shared transaction;
/// a conflict is a result like any other, so it costs its neighbours nothing. The caller hears of it once that
/// transaction is on disk.
/// </summary>
internal abstract class StoreWrite(int bytes)
{
    public int Bytes { get; } = bytes;

    public abstract void Execute(WriterSession session);

    public abstract void Complete();

    public abstract void Fail(Exception reason);
}

internal abstract class StoreWrite<T>(int bytes) : StoreWrite(bytes)
{
    // Continuations leave the writer's thread: it has the next commit to make.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T? _result;

    public Task<T> Done => _completion.Task;

    public sealed override void Execute(WriterSession session)
    {
        try
        {
            _result = Run(session);
        }
        finally
        {
            Finish();
        }
    }

    // Execute comes first, always: a write that could not run is failed, not completed.
    public sealed override void Complete() => _completion.TrySetResult(_result!);

    public sealed override void Fail(Exception reason)
    {
        Finish();
        _completion.TrySetException(reason);
    }

    protected abstract T Run(WriterSession session);

    /// <summary>Lets go of what only <see cref="Run"/> needs, whether it ran or never will. May come twice.</summary>
    protected virtual void Finish()
    {
    }
}
