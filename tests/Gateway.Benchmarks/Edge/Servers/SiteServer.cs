using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Benchmarks.Edge.Servers;

/// <summary>
/// A small site of an operator's: any path under <c>/site/</c> has a page of 2 KB that tells the version of the site, fresh for
/// as long as the setting says; under <c>/site/vary/</c> it says that it depends on <c>Accept</c>. <c>/requests</c> tells how many it has answered.
/// </summary>
internal static class SiteServer
{
    /// <summary>The path of the operator's route.</summary>
    public const string Path = "site/";

    /// <param name="port">On loopback.</param>
    /// <param name="setting"><c>VERSION,MAX-AGE</c>: the seconds that an answer is fresh.</param>
    public static WebApplication Build(int port, string setting)
    {
        var (version, maximumAge) = (setting.Split(',')[0], setting.Split(',')[1]);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();
        var requests = 0;
        var filling = string.Concat(Enumerable.Repeat("Words that fill a page of two kilobytes. ", 50));
        app.Run(context =>
        {
            var path = context.Request.Path.Value ?? "";
            if (path is "/requests")
                return context.Response.WriteAsync(requests.ToString(CultureInfo.InvariantCulture));
            Interlocked.Increment(ref requests);
            var headers = context.Response.Headers;
            headers.CacheControl = $"public, max-age={maximumAge}, stale-if-error=86400";
            headers.ETag = $"\"{version}\"";
            if (path.StartsWith("/site/vary/", StringComparison.Ordinal))
                headers.Vary = "Accept";
            if (string.Equals(context.Request.Headers.IfNoneMatch, headers.ETag, StringComparison.Ordinal))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            headers.ContentType = "text/plain; charset=utf-8";
            var body = Encoding.UTF8.GetBytes($"version {version} of {path}\n{filling}");
            headers.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body).AsTask();
        });
        return app;
    }

    /// <summary>The gateway's settings of a route to it.</summary>
    public static IEnumerable<string> Route(int port) =>
        [
            "ReverseProxy:Routes:site:ClusterId=site",
            "ReverseProxy:Routes:site:Match:Path=/site/{**rest}",
            $"ReverseProxy:Clusters:site:Destinations:only:Address=http://127.0.0.1:{port}/",
        ];

    /// <param name="port">Where it listens.</param>
    /// <param name="version">What its pages tell.</param>
    /// <param name="maximumAge">Seconds.</param>
    /// <param name="cancellation">Gives up.</param>
    public static Task<ServerProcess> Start(int port, int version, int maximumAge, CancellationToken cancellation) =>
        ServerProcess.Start(
            "site",
            port,
            Cpus.Load,
            ["dotnet", typeof(SiteServer).Assembly.Location, ServeCommand.Word, "site", port.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{version},{maximumAge}")],
            "requests",
            cancellation);
}
