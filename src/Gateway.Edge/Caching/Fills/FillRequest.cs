using System.Net;
using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Edge.Caching.Fills;

/// <summary>What a fill is to ask the origin, and why. Holds nothing of the client's own context, which ends before it may.</summary>
internal sealed record FillRequest(EntryKey Key, RequestLine Line, string Method, RequestFacts Facts, IHeaderDictionary Headers, ReuseDecision Decision)
{
    /// <summary>The stored response that it is about.</summary>
    public CachedResponse? Entry { get; init; }

    /// <summary>Where the client's request was routed to, while routes belong to keys; null where it is not routed yet.</summary>
    public Endpoint? Endpoint { get; init; }

    /// <summary>What routing read of the target.</summary>
    public RouteValueDictionary? RouteValues { get; init; }

    public IPAddress? RemoteIp { get; init; }

    public int RemotePort { get; init; }

    public IPAddress? LocalIp { get; init; }

    public int LocalPort { get; init; }

    /// <summary>A request of a client's, its fields copied.</summary>
    public static FillRequest Of(HttpContext context, EntryKey key, in RequestFacts facts, ReuseDecision decision, CachedResponse? entry) =>
        new(key, RequestLine.Of(context), context.Request.Method, facts, ForwardedFields.Copy(context.Request.Headers), decision)
        {
            Entry = entry,
            Endpoint = key.Route is null ? null : context.GetEndpoint(),
            RouteValues = key.Route is null ? null : new RouteValueDictionary(context.Request.RouteValues),
            RemoteIp = context.Connection.RemoteIpAddress,
            RemotePort = context.Connection.RemotePort,
            LocalIp = context.Connection.LocalIpAddress,
            LocalPort = context.Connection.LocalPort,
        };

    /// <summary>A request that asks again for what is stored, on nobody's behalf: with the fields alone that chose it.</summary>
    /// <param name="entry">What is stored.</param>
    /// <param name="options">The cache's options.</param>
    /// <param name="routing">Of a request that it answers, the fields by which routes are chosen; null for none.</param>
    public static FillRequest Refreshing(CachedResponse entry, HttpCaching.CachingOptions options, IHeaderDictionary? routing = null)
    {
        IHeaderDictionary headers = routing is null ? new HeaderDictionary() : ForwardedFields.Copy(routing);
        headers.Host = entry.Line.Host;
        var variant = entry.Facts.Variant;
        for (var i = 0; i < variant.Names.Length; i++)
        {
            if (variant.Values[i] is { } value)
                headers[variant.Names[i]] = value;
        }

        var decision = new ReuseDecision(ReuseKind.Revalidate, ForwardReason.Stale) { MayStore = true, StripConditions = true, StripRange = true };
        return new FillRequest(entry.Key, entry.Line, HttpMethods.Get, RequestFacts.Read(HttpMethods.Get, headers, options), headers, decision) { Entry = entry };
    }
}
