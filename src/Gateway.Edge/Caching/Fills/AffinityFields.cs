using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.SessionAffinity;

namespace Gateway.Edge.Caching.Fills;

/// <summary>
/// What the proxy itself has added to an answer to bind its client to a destination: it goes to that client alone, and the answer
/// is judged without it. Stored, it would send every reader to one destination.
/// </summary>
internal readonly struct AffinityFields
{
    private readonly string? _name;
    private readonly StringValues _values;

    private AffinityFields(string name, StringValues values) => (_name, _values) = (name, values);

    /// <summary>Takes it off an answer.</summary>
    public static AffinityFields Take(HttpContext context, IHeaderDictionary headers)
    {
        if (context.Features.Get<IReverseProxyFeature>()?.Cluster.Config.SessionAffinity is not { Enabled: true } affinity)
            return default;
        if (string.Equals(affinity.Policy, SessionAffinityConstants.Policies.CustomHeader, StringComparison.OrdinalIgnoreCase))
            return headers.Remove(affinity.AffinityKeyName, out var key) ? new(affinity.AffinityKeyName, key) : default;

        var cookies = headers.SetCookie.ToLookup(c => c?.StartsWith(affinity.AffinityKeyName + "=", StringComparison.Ordinal) is true);
        headers.SetCookie = new StringValues([.. cookies[false]]);
        return new("Set-Cookie", new StringValues([.. cookies[true]]));
    }

    /// <summary>Puts it back, once the answer has been judged.</summary>
    public void PutBack(IHeaderDictionary headers)
    {
        if (_name is not null && _values.Count > 0)
            headers[_name] = StringValues.Concat(headers[_name], _values);
    }
}
