using System.Reflection;
using System.Security.Authentication;
using Microsoft.Extensions.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Edge.Forwarding;

/// <summary>
/// The keys that routes and clusters may have, by the types that they are read into. YARP passes over what it does not know: of a route whose
/// <c>Hosts</c> is misspelt, or is a text where a list belongs, every host's readers would be let in. And it takes 20 for 20 days.
/// </summary>
internal static class OperatorKeys
{
    // What these ask for stands in no pipeline here: each request of such a route would fail.
    private static readonly string[] Unavailable =
    [
        nameof(RouteConfig.Timeout), nameof(RouteConfig.TimeoutPolicy), nameof(RouteConfig.AuthorizationPolicy), nameof(RouteConfig.CorsPolicy),
        nameof(RouteConfig.RateLimiterPolicy), nameof(RouteConfig.OutputCachePolicy),
    ];

    /// <summary>Every key below a route that is no setting, cannot be had here, or has what is not meant, a line each.</summary>
    public static IEnumerable<string> MistakesOfRoute(IConfigurationSection route) =>
    [
        .. Mistakes(route, typeof(RouteConfig), nameof(RouteConfig.RouteId)),
        .. route.GetChildren().Where(k => Unavailable.Contains(k.Key, StringComparer.OrdinalIgnoreCase)).Select(k =>
            $"{k.Path}: is not available in this gateway{(k.Key.StartsWith("Timeout", StringComparison.OrdinalIgnoreCase) ? "; the cluster's HttpRequest:ActivityTimeout limits how long it may be silent" : "")}."),
    ];

    /// <summary>Every key below a cluster that is no setting, or has what is not meant, a line each.</summary>
    public static IEnumerable<string> MistakesOfCluster(IConfigurationSection cluster) => Mistakes(cluster, typeof(ClusterConfig), nameof(ClusterConfig.ClusterId));

    private static IEnumerable<string> Mistakes(IConfigurationSection section, Type type, string? name = null)
    {
        if (section.Value is { Length: > 0 })
            return [$"{section.Path}: \"{section.Value}\" stands where settings belong."];
        return section.GetChildren().SelectMany(key => key.Key.Equals(name, StringComparison.OrdinalIgnoreCase)
            || type.GetProperty(key.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not { } property
                ? [$"{key.Path}: is not a setting."]
                : OfProperty(key, property.PropertyType));
    }

    private static IEnumerable<string> OfProperty(IConfigurationSection key, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType)
        {
            if (key.Value is { Length: > 0 })
                return [$"{key.Path}: \"{key.Value}\" stands where a list belongs ({key.Path}:0)."];
            var element = type.GetGenericArguments()[^1];
            return element == typeof(string) ? [] : key.GetChildren().SelectMany(e => OfProperty(e, element));
        }

        // Read from a list of names.
        if (type == typeof(SslProtocols))
            return [];
        if (type.Namespace?.StartsWith("Yarp.", StringComparison.Ordinal) is true && !type.IsEnum)
            return Mistakes(key, type);
        if (type == typeof(TimeSpan) && DurationSetting.BareNumber(key.Path, key.Value) is { } days)
            return [days];
        return key.GetChildren().Any() ? [$"{key.Path}: one value belongs here."] : [];
    }
}
