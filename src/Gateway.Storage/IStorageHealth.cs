namespace Gateway.Storage;

/// <summary>Whether the store can be relied on right now; for <c>/readyz</c>.</summary>
public interface IStorageHealth
{
    /// <summary>
    /// Tells whether the store can write. While all is well this costs nothing; after a failed write it tries one, so that
    /// a gateway to which nobody sends writes any more finds out that there is room again. Never throws.
    /// </summary>
    ValueTask<StorageHealthSnapshot> CheckAsync(CancellationToken cancellationToken = default);
}

/// <param name="IsReady">The store is open, and the last write succeeded.</param>
/// <param name="Problem">A sentence for operators where not ready.</param>
/// <param name="LastWrite">When a write was last committed by this process.</param>
public sealed record StorageHealthSnapshot(bool IsReady, string? Problem, DateTimeOffset? LastWrite);
