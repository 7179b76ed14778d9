using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Benchmarks.Edge.Servers;

/// <summary>YARP with ASP.NET Core's output caching: what .NET offers without this edge.</summary>
internal static class OutputCachingServer
{
    private const string Policy = "everything";

    public static WebApplication Build(int port, string upstream)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddOutputCache(o => o.AddPolicy(Policy, p => p.Expire(TimeSpan.FromHours(1)).SetVaryByHeader("Accept-Encoding")));
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "{**path}" }, OutputCachePolicy = Policy }],
            [new ClusterConfig { ClusterId = "upstream", Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["only"] = new() { Address = upstream } } }]);
        var app = builder.Build();
        app.UseRouting();
        app.UseOutputCache();
        app.MapReverseProxy();
        return app;
    }
}
