using Gateway.Contracts.Silos;

namespace Gateway.Origin.Tests.Fakes;

/// <summary>The silos that a test says there are; at first none.</summary>
internal sealed class FakeSilos : ISiloDirectory
{
    private readonly Lock gate = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SiloView Current { get; private set; } = SiloView.None;

    public void Tell(SiloView view)
    {
        TaskCompletionSource told;
        lock (gate)
        {
            Current = view;
            (told, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        told.SetResult();
    }

    public Task ChangedAsync(SiloView known)
    {
        lock (gate)
            return ReferenceEquals(known, Current) ? changed.Task : Task.CompletedTask;
    }
}
