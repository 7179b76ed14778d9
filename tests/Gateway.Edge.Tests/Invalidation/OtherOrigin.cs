using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Tests.Invalidation;

/// <summary>An operator's own origin, over TCP.</summary>
internal sealed class OtherOrigin : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherOrigin(WebApplication app) => _app = app;

    public static async Task<OtherOrigin> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new OtherOrigin(app);
    }

    /// <summary>The settings that lead a path to it.</summary>
    public Dictionary<string, string?> Route(string path) => new(StringComparer.Ordinal)
    {
        ["ReverseProxy:Routes:site:ClusterId"] = "site",
        ["ReverseProxy:Routes:site:Match:Path"] = path,
        ["ReverseProxy:Clusters:site:Destinations:one:Address"] = _app.Urls.First(),
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
