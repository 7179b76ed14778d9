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
/// Silos that start together do not learn of each other in the same order, and for a moment each may take the other for the owner:
/// what is moved rests where it came to before it is moved again. Orleans takes an activation that goes as it comes for one that never
/// came, and two silos that move one to each other wait for each other.
/// </summary>
internal sealed class OwnerMoves(
    SiloDirectory silos, ActivationBudget budget, OwnedKeys keys, IGrainFactory grains, IOptions<IntakeOptions> intake, ILocalSiloDetails local, TimeProvider time, ILogger<OwnerMoves> logger)
    : BackgroundService
{
    // Silos that start or stop do so one after another: what moved with each would be read from storage as often.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    /// <summary>How long an activation stays where it is, at least, before it is moved.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    // The first makes itself known to those that it asks, the second moves them, the third those that others have moved here meanwhile.
    private const int Rounds = 3;

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

            for (var round = 0; round < Rounds && known.Members.Length > 1 && ReferenceEquals(known, silos.Current); round++)
            {
                if (round > 0)
                    await Task.Delay(Rest + Rest / 10, time, stoppingToken);
                await MoveAsync(stoppingToken);
            }
        }
    }

    private async Task MoveAsync(CancellationToken stopping)
    {
        var moved = 0;
        foreach (var resident in budget.Residents())
        {
            if (time.GetElapsedTime(resident.Since) < Rest || !IsElsewhere(resident.Grain))
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
