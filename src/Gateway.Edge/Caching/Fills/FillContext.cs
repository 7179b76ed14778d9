using System.Diagnostics;
using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Caching.Fills;

/// <summary>Marks a context as a fill's: it goes past the cache, and tells by which route it went.</summary>
internal sealed class FillMark
{
    private RouteConfig? _route;

    /// <summary>The route that its key names; null where keys name none.</summary>
    public string? Wanted { get; set; }

    /// <summary>Whether a stored response stands in where no answer comes: then it is not waited for.</summary>
    public bool HasStandIn { get; set; }

    /// <summary>The route, once it is chosen. Others may look while the fill runs.</summary>
    public RouteConfig? Route
    {
        get => Volatile.Read(ref _route);
        set => Volatile.Write(ref _route, value);
    }
}

/// <summary>Makes contexts for fills, and says of their answers whether it was an origin that spoke.</summary>
internal static class FillContext
{
    /// <summary>A request with a context of its own.</summary>
    public static HttpContext Create(FillRequest fill, FillMark mark, IHeaderDictionary headers, FillFeatures features, IServiceScopeFactory scopes)
    {
        (features.RemoteIpAddress, features.RemotePort, features.LocalIpAddress, features.LocalPort) = (fill.RemoteIp, fill.RemotePort, fill.LocalIp, fill.LocalPort);
        var collection = new FeatureCollection(16);
        collection.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Protocol = HttpProtocol.Http11,
            Scheme = fill.Line.Scheme,
            Method = fill.Method,
            PathBase = fill.Line.PathBase,
            Path = fill.Line.Path,
            QueryString = fill.Line.Query,
            RawTarget = fill.Line.RawTarget,
            Headers = headers,
            Body = Stream.Null,
        });
        collection.Set<IHttpResponseFeature>(features);
        collection.Set<IHttpResponseBodyFeature>(features);
        collection.Set<IHttpResponseTrailersFeature>(features);
        collection.Set<IHttpRequestLifetimeFeature>(features);
        collection.Set<IHttpRequestBodyDetectionFeature>(features);
        collection.Set<IHttpConnectionFeature>(features);
        (mark.Wanted, mark.HasStandIn) = (fill.Key.Route, fill.Entry is not null);
        collection.Set(mark);
        var context = new DefaultHttpContext(collection) { ServiceScopeFactory = scopes };
        // Routing leaves alone what has an endpoint: the fields that it was chosen by need not be among those that are forwarded.
        if (fill.Endpoint is { } endpoint)
        {
            context.SetEndpoint(endpoint);
            context.Request.RouteValues = new RouteValueDictionary(fill.RouteValues);
        }

        return context;
    }

    public static bool IsFill(HttpContext context) => context.Features.Get<FillMark>() is not null;

    /// <summary>How the origin failed, if it did.</summary>
    public static OriginFailure FailureOf(HttpContext context, int status)
    {
        Debug.Assert(IsFill(context), "Only a fill's context is asked.");
        return context.Features.Get<IForwarderErrorFeature>() is not null || context.GetEndpoint() is null && status == StatusCodes.Status502BadGateway
            ? OriginFailure.Unreachable
            : OriginFailures.Of(status);
    }
}
