namespace Gateway.Edge.Caching.Changes;

/// <summary>
/// What is known of a silo's log of changes: whether its stream is open, and from which change on it has told all. Read by
/// every hit on what the silo answered.
/// </summary>
/// <param name="doubts">What all sources have in common.</param>
internal sealed class SourceState(Doubts doubts)
{
    // Nothing is covered until the stream is open.
    private Span _span = new(0, long.MaxValue);

    private sealed record Span(long Epoch, long From);

    /// <summary>Whether its changes are told now.</summary>
    public bool IsOpen => Volatile.Read(ref _span).From != long.MaxValue;

    /// <summary>Whether all changes after a position are told, so that what was built there and asked for at <paramref name="began"/> may count as fresh.</summary>
    public bool Covers(SourcePosition position, long began)
    {
        var span = Volatile.Read(ref _span);
        return position.Epoch == span.Epoch && position.Sequence >= span.From && began >= doubts.Until;
    }

    /// <summary>Whether its changes are told now, and are of an epoch.</summary>
    public bool IsOpenAt(long epoch) => Volatile.Read(ref _span) is var span && span.Epoch == epoch && span.From != long.MaxValue;

    /// <summary>The stream is open and tells of every change after a position.</summary>
    public void Open(long epoch, long sequence) => Volatile.Write(ref _span, new Span(epoch, sequence));

    /// <summary>Changes may have been missed.</summary>
    public void Lose() => Volatile.Write(ref _span, new Span(0, long.MaxValue));
}
