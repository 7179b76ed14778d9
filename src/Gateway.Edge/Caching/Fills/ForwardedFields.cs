using System.Collections.Frozen;
using Gateway.HttpCaching.Fields;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Caching.Fills;

/// <summary>Which fields of a client go on to the origin.</summary>
/// <remarks>
/// Some choose another resource, another method or another client at some origins, and are in no key: an answer to one of them,
/// stored, would be given to all who ask without it. What a proxy before the edge has a right to say with them, YARP says anew
/// (<c>X-Forwarded-For</c>, <c>-Host</c>, <c>-Proto</c>) from the connection and from what is in the key. All other fields go on: an
/// origin whose answer depends on one says so in <c>Vary</c> (RFC 9110 §12.5.5).
/// </remarks>
internal static class ForwardedFields
{
    private static readonly FrozenSet<string> Steering = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Forwarded", "X-Host", "X-Scheme", "X-Url-Scheme", "X-Method-Override", "X-Client-IP", "X-ProxyUser-Ip", "Client-IP", "True-Client-IP", "Proxy", "Proxy-Host", "Base-Url",
        "Front-End-Https", "X-Matched-Path", "X-Backend-Host", "X-SSL", "X-Port", "X-Request-URI", "Request-URI", "X-URL", "X-URI", "Original-URL", "X-Host-Override",
        "Host-Override", "X-Sendfile-Type", "X-Accel-Mapping", "Url-Scheme", "Ssl-Offloaded");

    private static readonly string[] SteeringFamilies =
    [
        "X-Forwarded", "X-Original-", "X-Rewrite-", "X-Real-", "X-HTTP-", "X-Override-", "X-Envoy-", "X-Middleware-", "X-Invoke-", "X-Arr-", "X-Proxy-",
        "X-Cluster-Client-", "X-Remote-", "X-AppEngine-", "X-Azure-", "CF-", "Fastly-", "Akamai-", "X-Forward-", "CloudFront-", "WL-Proxy-", "X-Vercel-", "Fly-", "X-Nf-",
    ];

    /// <summary>A copy for the origin, for an answer that others may get or that may alter what is stored for them.</summary>
    /// <param name="headers">The client's.</param>
    public static IHeaderDictionary Copy(IHeaderDictionary headers)
    {
        var copy = new HeaderDictionary(headers.Count);
        foreach (var (name, value) in headers)
        {
            if (name is not ([':', ..] or "Connection") && !InternalFields.Contains(name) && !Steers(name))
                copy[name] = value;
        }

        return copy;
    }

    /// <summary>Takes them out of a request that only reads.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool RemoveSteering(IHeaderDictionary headers)
    {
        var names = headers.Keys.Where(Steers).ToArray();
        foreach (var name in names)
            headers.Remove(name);
        return names.Length > 0;
    }

    /// <summary>Whether a request has any of them.</summary>
    public static bool HaveSteering(IHeaderDictionary headers) => headers.Keys.Any(Steers);

    // CGI and its heirs make the same of "_" and "-" (RFC 3875 §4.1.18): a name with "_" is some other field in disguise.
    private static bool Steers(string name)
    {
        if (Steering.Contains(name) || name.Contains('_', StringComparison.Ordinal))
            return true;
        foreach (var family in SteeringFamilies)
        {
            if (name.StartsWith(family, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
