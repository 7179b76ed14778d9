namespace Gateway.Commands.Import;

/// <summary>Bounds the bytes of records that are read and not answered yet. One reader takes, many give back.</summary>
/// <param name="bytes">The bound; one record may go over it.</param>
internal sealed class ByteBudget(long bytes)
{
    private readonly Lock _gate = new();
    private long _free = bytes;
    private TaskCompletionSource? _waiting;

    public async ValueTask Take(long count, CancellationToken cancellation)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                if (_free > 0)
                {
                    _free -= count;
                    return;
                }

                _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _waiting.Task;
            }

            await wait.WaitAsync(cancellation);
        }
    }

    public void Give(long count)
    {
        TaskCompletionSource? waiting = null;
        lock (_gate)
        {
            _free += count;
            if (_free > 0)
                (waiting, _waiting) = (_waiting, null);
        }

        waiting?.SetResult();
    }
}
