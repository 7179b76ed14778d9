namespace Gateway.Edge.Caching.Changes;

/// <summary>
/// Until when everything that any silo answered may be old: a silo is gone whose last changes nobody told, and nobody knows
/// what it hosted. By the count of <see cref="ChangeLedger.Now"/>; read by every hit.
/// </summary>
internal sealed class Doubts
{
    private long _until;

    /// <summary>What was asked for before it must be validated before use.</summary>
    public long Until => Volatile.Read(ref _until);

    /// <summary>Doubts all that was asked for before <paramref name="now"/>.</summary>
    public void Raise(long now) => Volatile.Write(ref _until, now);
}
