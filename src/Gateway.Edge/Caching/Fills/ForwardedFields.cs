using System.Collections.Frozen;
using Gateway.HttpCaching.Fields;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Caching.Fills;

/// <summary>Which fields of a client go on to the origin.</summary>
internal static class ForwardedFields
{
    // They choose another resource or another method at some origins, and are in no key: an answer to one of them, stored,
    // would be given to all who ask without it.
    private static readonly FrozenSet<string> Steering = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Forwarded", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Forwarded-Server",
        "X-Forwarded-Ssl", "X-Forwarded-Uri", "X-Forwarded-Path", "X-Forwarded-Method", "X-Original-URL", "X-Original-URI", "X-Original-Host", "X-Original-Method",
        "X-Rewrite-URL", "X-Host", "X-HTTP-Host-Override", "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Url-Scheme", "X-Envoy-Original-Path",
        "X-Middleware-Subrequest", "X-Invoke-Path", "X-Invoke-Status", "Front-End-Https");

    /// <summary>A copy for the origin.</summary>
    /// <param name="headers">The client's.</param>
    /// <param name="mayStore">Whether others may get the answer.</param>
    public static IHeaderDictionary Copy(IHeaderDictionary headers, bool mayStore)
    {
        var copy = new HeaderDictionary(headers.Count);
        foreach (var (name, value) in headers)
        {
            if (name is [':', ..] || InternalFields.Contains(name) || (mayStore && Steering.Contains(name)))
                continue;
            copy[name] = value;
        }

        return copy;
    }
}
