using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Forwarding;

/// <summary>
/// The routes to the gateway's own origin, beside those of the operator: last in order, so that every route of the
/// operator wins, and left out where the operator has taken their name.
/// </summary>
internal sealed class OriginProxyConfigProvider(IConfiguration configuration, EdgeOrigin origin, IOptions<EdgeOptions> options) : IProxyConfigProvider
{
    internal const string OperatorSection = "ReverseProxy";
    internal const string OriginId = "gateway-origin";
    internal const string BulkId = "gateway-bulk";
    internal const string Destination = "origin";
    internal const string BulkPath = "/api/articles";

    private readonly IConfigurationSection _operator = configuration.GetSection(OperatorSection);

    public IProxyConfig GetConfig()
    {
        var edge = options.Value;
        var clusters = _operator.GetSection("Clusters").GetChildren().Select(c => c.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new Snapshot(
            [.. RoutesBeside(_operator)],
            [.. new[] { Cluster(BulkId, edge.BulkSilenceTimeout), Cluster(OriginId, edge.SilenceTimeout) }.Where(c => !clusters.Contains(c.ClusterId))],
            _operator.GetReloadToken());
    }

    internal static bool IsOrigin(string? clusterId) => clusterId is OriginId or BulkId;

    /// <summary>Those of the gateway's own routes that the operator has not taken the name of.</summary>
    /// <param name="operators">The operator's section.</param>
    internal static IEnumerable<RouteConfig> RoutesBeside(IConfigurationSection operators)
    {
        var taken = operators.GetSection("Routes").GetChildren().Select(r => r.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new[] { Route(BulkId, BulkPath, int.MaxValue - 1, ["POST"]), Route(OriginId, "/{**path}", int.MaxValue, null) }.Where(r => !taken.Contains(r.RouteId));
    }

    private static RouteConfig Route(string id, string path, int order, string[]? methods) => new()
    {
        RouteId = id,
        ClusterId = id,
        Order = order,
        Match = new RouteMatch { Path = path, Methods = methods },
        // The origin limits each body itself, and answers with a problem that names the limit.
        MaxRequestBodySize = -1,
    };

    private ClusterConfig Cluster(string id, TimeSpan silence) => new()
    {
        ClusterId = id,
        HttpRequest = new ForwarderRequestConfig
        {
            // Over HTTP/1.1 a long upload whose answer streams back at the same time would stall.
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = silence,
            AllowResponseBuffering = false,
        },
        Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
        {
            [Destination] = new() { Address = origin.Address.AbsoluteUri },
        },
    };

    private sealed record Snapshot(IReadOnlyList<RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters, IChangeToken ChangeToken) : IProxyConfig;
}
