using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Edge.Forwarding;

/// <summary>The operator's own routes and clusters, looked through before anything starts.</summary>
public static partial class OperatorConfiguration
{
    /// <summary>Every mistake in the section <c>ReverseProxy</c>, a line each, naming its key; none where there is no such section.</summary>
    /// <param name="configuration">The whole configuration.</param>
    public static async Task<IReadOnlyList<string>> MistakesAsync(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(OriginProxyConfigProvider.OperatorSection);
        if (!section.Exists())
            return [];

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddReverseProxy().LoadFromConfig(section);
        await using var container = services.BuildServiceProvider();
        var mistakes = new List<string>();
        foreach (var part in section.GetChildren().Where(p => p.Key is not ("Routes" or "Clusters")))
            mistakes.Add($"{part.Path}: is not a setting.");
        mistakes.AddRange(section.GetSection("Routes").GetChildren().SelectMany(OperatorKeys.MistakesOfRoute));
        mistakes.AddRange(section.GetSection("Clusters").GetChildren().SelectMany(OperatorKeys.MistakesOfCluster));

        IProxyConfig config;
        try
        {
            config = container.GetServices<IProxyConfigProvider>().Single().GetConfig();
        }
#pragma warning disable CA1031 // What it throws is of no kind of its own.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Only the text says which value it was.
            var line = Line(e);
            var key = section.AsEnumerable().FirstOrDefault(v => v.Value is { Length: > 0 } && line.Contains($"'{v.Value}'", StringComparison.Ordinal)).Key ?? section.Path;
            return mistakes.Exists(m => m.StartsWith($"{key}: ", StringComparison.Ordinal)) ? mistakes : [.. mistakes, $"{key}: {line}"];
        }

        var validator = container.GetRequiredService<IConfigValidator>();
        var clusters = config.Clusters.Select(c => c.ClusterId).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var route in config.Routes)
        {
            var key = $"{section.Path}:Routes:{route.RouteId}";
            mistakes.AddRange((await validator.ValidateRouteAsync(route)).Select(e => $"{key}: {Line(e)}"));
            if (string.IsNullOrEmpty(route.ClusterId))
                mistakes.Add($"{key}:ClusterId: is missing.");
            else if (!clusters.Contains(route.ClusterId) && !OriginProxyConfigProvider.IsOrigin(route.ClusterId))
                mistakes.Add($"{key}:ClusterId: \"{route.ClusterId}\" is none of {section.Path}:Clusters.");
        }

        mistakes.AddRange(config.Routes.GroupBy(Claim, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g =>
            $"{section.Path}:Routes: {string.Join(", ", g.Select(r => r.RouteId))} claim the same requests; give one of them another Order."));
        var used = config.Routes.Concat(OriginProxyConfigProvider.RoutesBeside(section)).ToLookup(r => r.ClusterId, r => r.RouteId, StringComparer.OrdinalIgnoreCase);
        foreach (var cluster in config.Clusters)
        {
            var key = $"{section.Path}:Clusters:{cluster.ClusterId}";
            if (cluster.Destinations is not { Count: > 0 } && used.Contains(cluster.ClusterId))
                mistakes.Add($"{key}:Destinations: is empty, and the cluster used by {string.Join(", ", used[cluster.ClusterId])}; name one, such as {key}:Destinations:one:Address.");
            mistakes.AddRange((await validator.ValidateClusterAsync(cluster)).Select(e => $"{key}: {Line(e)}"));
            foreach (var (name, destination) in cluster.Destinations ?? ImmutableDictionary<string, DestinationConfig>.Empty)
            {
                if (!Uri.TryCreate(destination.Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                    mistakes.Add($"{key}:Destinations:{name}:Address: \"{destination.Address}\" is not an absolute http or https address.");
            }
        }

        return mistakes;
    }

    // Which requests a route claims, whatever it calls the parts of their path. Routes by header or query may well be meant to overlap.
    private static string Claim(RouteConfig route) => route.Match is { Headers: null or { Count: 0 }, QueryParameters: null or { Count: 0 } } match
        ? $"{route.Order} {string.Join(',', (match.Hosts ?? []).Order(StringComparer.OrdinalIgnoreCase))} {string.Join(',', (match.Methods ?? []).Order(StringComparer.OrdinalIgnoreCase))} {ParameterName().Replace(match.Path?.Trim('/') ?? "{**", "{${all}")}"
        : route.RouteId;

    [GeneratedRegex(@"\{(?<all>\**)[^}:=?]*", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ParameterName();

    private static string Line(Exception exception) => exception.GetBaseException().Message.ReplaceLineEndings(" ");
}
