using System.Globalization;
using Gateway.Edge.Invalidation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Silos;

/// <summary>Keeps a stream of changes open to every silo there is, and learns from each which there are.</summary>
internal sealed class SiloListeners(SiloTable silos, ChangeListenerFactory listeners, IInvalidations cache, TimeProvider time, ILogger<SiloListeners> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Uri, Running> _running = [];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isFirst = true;
        SiloTable.View? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var view = silos.Current;
            if (!ReferenceEquals(view, told) && view.Version >= 0)
                Log.SilosAre(logger, string.Join(", ", view.All.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name} ({s.Address}){(view.Owners.Contains(s) ? "" : ", joining")}"))));
            told = view;
            // While nobody can be heard, those who are known may all have gone, and others have come.
            var isDeaf = !_running.Values.Any(r => r.Listener.IsOpen);
            var wanted = (isDeaf ? view.All.Concat(silos.Seeds) : view.All).DistinctBy(s => s.Address).ToDictionary(s => s.Address);
            foreach (var gone in _running.Keys.Where(k => !wanted.ContainsKey(k)).ToList())
                await StopAsync(gone, hasLeft: !silos.Seeds.Any(s => s.Address == gone));
            foreach (var silo in wanted.Values.Where(s => !_running.ContainsKey(s.Address)))
                Start(silo, isFirst, stoppingToken);
            isFirst = false;
            await Task.WhenAny(silos.ChangedAsync(view), Task.Delay(Look, time, stoppingToken));
        }

        foreach (var address in _running.Keys.ToList())
            await StopAsync(address, hasLeft: false);
    }

    // Of those that were there before the cache had anything, only what changes from now on matters.
    private void Start(EdgeSilo silo, bool isFirst, CancellationToken stopping)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var listener = listeners.Create(silo, fromItsBeginning: !isFirst);
        _running[silo.Address] = new Running(listener, listener.RunAsync(ending.Token), ending);
    }

    private async Task StopAsync(Uri address, bool hasLeft)
    {
        var (listener, task, ending) = _running[address];
        _running.Remove(address);
        await ending.CancelAsync();
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
        listener.Dispose();
        // What it did last nobody may have told.
        if (hasLeft)
            cache.Missed();
    }

    private sealed record Running(ChangeListener Listener, Task Task, CancellationTokenSource Ending);
}
