using Gateway.Grains.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Grains.Silos;

/// <summary>
/// Ends the activations of what another silo owns since silos came or went, each when it is idle: the next call finds it there, where
/// edges ask for it.
/// </summary>
internal sealed class OwnerMoves(SiloDirectory silos, ActivationBudget budget, OwnedKeys keys, ILocalSiloDetails local, TimeProvider time, ILogger<OwnerMoves> logger) : BackgroundService
{
    // Silos that start or stop do so one after another: what moved with each would be read from storage as often.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    // A thousand grains at once, read anew elsewhere, would stand in the way of those that are asked for.
    private const int Portion = 200;

    private static readonly DeactivationReason Moved = new(DeactivationReasonCode.Migrating, "Another silo owns it.");

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

            await MoveAsync(stoppingToken);
        }
    }

    private async Task MoveAsync(CancellationToken stopping)
    {
        var moved = 0;
        foreach (var resident in budget.Residents())
        {
            if (silos.OwnerOf(keys.Of(resident.Grain)) is not { } owner || owner.Equals(local.SiloAddress))
                continue;
            resident.Deactivate(Moved);
            if (++moved % Portion == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, stopping);
        }

        if (moved > 0)
            Log.GrainsMoved(logger, moved);
    }
}
