using Gateway.Contracts.Directory;
using Gateway.Contracts.Publishing;
using Gateway.Grains.Hosting;
using Gateway.Grains.Intake;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Silos;

/// <summary>
/// Moves the activations of what another silo owns since silos came or went, each when it is idle, to where edges ask for it.
/// Without it a silo that is started anew would be given next to nothing of what is asked for often, and no partition of the intake.
/// </summary>
internal sealed class OwnerMoves(
    SiloDirectory silos, ActivationBudget budget, OwnedKeys keys, IGrainFactory grains, IOptions<IntakeOptions> intake, ILocalSiloDetails local, TimeProvider time, ILogger<OwnerMoves> logger)
    : BackgroundService
{
    // Silos that start or stop do so one after another: what moved with each would be read from storage as often.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    // A thousand grains at once, read anew elsewhere, would stand in the way of those that are asked for.
    private const int Portion = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = silos.Current;
        while (!stoppingToken.IsCancellationRequested)
        {
            await silos.ChangedAsync(known).WaitAsync(stoppingToken);
            do
            {
                known = silos.Current;
                await Task.Delay(Calm, time, stoppingToken);
            }
            while (!ReferenceEquals(known, silos.Current));

            if (known.Members.Length > 1)
                await MoveAsync(stoppingToken);
        }
    }

    private async Task MoveAsync(CancellationToken stopping)
    {
        var moved = 0;
        foreach (var resident in budget.Residents())
        {
            if (!IsElsewhere(resident.Grain))
                continue;
            resident.Depart(Departure.Moved);
            if (++moved % Portion == 0)
                await Task.Delay(Pause, time, stopping);
        }

        if (moved > 0)
            Log.GrainsMoved(logger, moved);

        // Those that are never idle for long, few as they are, are asked wherever they are.
        var settling = Enumerable.Range(0, intake.Value.Partitions).Select(partition => (IAddressable)grains.GetGrain<IIntakeGrain>(partition))
            .Concat(DirectoryKinds.All.Select(kind => grains.GetGrain<IDirectoryGrain>(kind)))
            .Select(grain => grain.AsReference<IOwnerExtension>().Settle().WaitAsync(stopping));
        try
        {
            await Task.WhenAll(settling);
        }
#pragma warning disable CA1031 // Whatever it is: they work where they are, and are asked again with the next change.
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.NotSettled(logger, e);
        }
    }

    private bool IsElsewhere(GrainId grain) => silos.OwnerOf(keys.Of(grain)) is { } owner && !owner.Equals(local.SiloAddress);
}
