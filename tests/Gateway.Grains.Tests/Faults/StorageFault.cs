
namespace Gateway.Grains.Tests.Faults;

/// <summary>A write or a clear that a grain asked for.</summary>
/// <param name="Number">From 1, over the life of the storage.</param>
/// <param name="Grain">Whose state it is.</param>
/// <param name="State">The name of the state.</param>
/// <param name="IsClear">Whether the state was to be cleared.</param>
public readonly record struct StorageWrite(int Number, GrainId Grain, string State, bool IsClear);

/// <summary>What a fault does.</summary>
public enum FaultKind
{
    /// <summary>Nothing is stored, and the caller gets an <see cref="IOException"/>.</summary>
    FailBefore,

    /// <summary>It is stored, and the caller gets an <see cref="IOException"/> all the same: an unknown outcome.</summary>
    FailAfter,

    /// <summary>Waits for <see cref="StorageFault.Release"/>, then stores.</summary>
    HangBefore,

    /// <summary>Stores, then waits for <see cref="StorageFault.Release"/>.</summary>
    HangAfter,

    /// <summary>As <see cref="FailBefore"/>, and everything fails from then on until <see cref="FaultyStorage.Revive"/>.</summary>
    CrashBefore,

    /// <summary>As <see cref="FailAfter"/>, and everything fails from then on until <see cref="FaultyStorage.Revive"/>.</summary>
    CrashAfter,
}

/// <summary>A fault that waits for its write, and strikes once.</summary>
public sealed class StorageFault(FaultKind kind, Func<StorageWrite, bool> match)
{
    private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultKind Kind { get; } = kind;

    /// <summary>Completes when the fault has struck (a hang: has begun).</summary>
    public Task Struck => _struck.Task;

    /// <summary>Ends a hang.</summary>
    public void Release() => _released.TrySetResult();

    internal bool Match(StorageWrite write) => match(write);

    internal void MarkStruck() => _struck.TrySetResult();

    internal Task Hang()
    {
        MarkStruck();
        return _released.Task;
    }
}
