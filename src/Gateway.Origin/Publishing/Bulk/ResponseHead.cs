namespace Gateway.Origin.Publishing.Bulk;

/// <summary>
/// The head of a stream's answer: sent once, or withheld for ever because the stream is refused as a whole. Whichever
/// comes first decides.
/// </summary>
internal sealed class ResponseHead
{
    private const int Undecided = 0, Sent = 1, Refused = 2;

    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int state;

    /// <summary>Completes when the head need not wait any longer.</summary>
    public Task Released => released.Task;

    /// <summary>There is no more reason to wait with it.</summary>
    public void Release() => released.TrySetResult();

    /// <summary>Whether it may be sent: it was not refused, and never will be.</summary>
    public bool TrySend() => Interlocked.CompareExchange(ref state, Sent, Undecided) != Refused;

    /// <summary>Whether the stream may be refused: the head was not sent, and never will be.</summary>
    public bool TryRefuse() => Interlocked.CompareExchange(ref state, Refused, Undecided) == Undecided;
}
