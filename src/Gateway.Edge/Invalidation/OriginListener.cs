using Microsoft.Extensions.Hosting;

namespace Gateway.Edge.Invalidation;

/// <summary>Listens to the origin where there is only one.</summary>
internal sealed class OriginListener(ChangeListenerFactory listeners) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = listeners.Create();
        await listener.RunAsync(stoppingToken);
    }
}
