using System.Net;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests.Clusters.Faults;

/// <summary>Somebody who uses the edges of a cluster.</summary>
internal interface IClusterClient
{
    /// <summary>Whether publishing must not even be refused for a while.</summary>
    bool IsNeverRefused { get; }

    /// <summary>Sends a request, made for an edge.</summary>
    Task<ClusterAnswer> SendAsync(Func<GatewayProcess, HttpRequestMessage> request);
}

/// <summary>An answer, or why there is none.</summary>
internal sealed record ClusterAnswer(HttpResponseMessage? Response, string? Failure) : IDisposable
{
    public void Dispose() => Response?.Dispose();
}

/// <summary>Uses one edge, and takes what it is given.</summary>
internal sealed class LoyalClient(GatewayProcess edge) : IClusterClient
{
    public bool IsNeverRefused => false;

    public async Task<ClusterAnswer> SendAsync(Func<GatewayProcess, HttpRequestMessage> request)
    {
        using var message = request(edge);
        try
        {
            return new ClusterAnswer(await edge.Client.SendAsync(message), null);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return new ClusterAnswer(null, e.ToString());
        }
    }
}

/// <summary>
/// Uses all edges as a load balancer does: those alone whose <c>/readyz</c> says 200; and tries once more where a connection
/// ended before it gave a byte.
/// </summary>
internal sealed class BalancedClient : IClusterClient, IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly LocalCluster _cluster;
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) }) { Timeout = GatewayProcess.Patience };
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;
    private volatile GatewayProcess[] _ready;
    private int _turn;

    public BalancedClient(LocalCluster cluster)
    {
        (_cluster, _ready) = (cluster, [.. cluster.Edges]);
        _watching = Task.Run(WatchAsync);
    }

    public bool IsNeverRefused => true;

    /// <summary>Whether all edges are said to be ready.</summary>
    public bool SeesAll => _ready.Length == _cluster.Edges.Count && _ready.SequenceEqual(_cluster.Edges);

    public async Task<ClusterAnswer> SendAsync(Func<GatewayProcess, HttpRequestMessage> request)
    {
        GatewayProcess? tried = null;
        for (var attempt = 0; ; attempt++)
        {
            // Another one than before, where there is one.
            var ready = _ready;
            var edges = Array.FindAll(ready, e => e != tried) is { Length: > 0 } others ? others : ready;
            if (edges.Length == 0)
                return new ClusterAnswer(null, "No edge is ready.");
            tried = edges[(Interlocked.Increment(ref _turn) & int.MaxValue) % edges.Length];
            using var message = request(tried);
            try
            {
                return new ClusterAnswer(await _client.SendAsync(message), null);
            }
            catch (HttpRequestException e) when (attempt == 0 && e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded)
            {
                // It gave no byte: this client waits for whole answers, and one that ended within would be another error.
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return new ClusterAnswer(null, e.ToString());
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _client.Dispose();
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Period, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                var edges = _cluster.Edges.ToArray();
                var ready = await Task.WhenAll(edges.Select(IsReadyAsync));
                _ready = [.. edges.Where((_, i) => ready[i])];
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task<bool> IsReadyAsync(GatewayProcess edge)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(edge.Management, "readyz"), _end.Token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
