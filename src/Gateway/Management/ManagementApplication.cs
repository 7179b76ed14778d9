using Gateway.Configuration;
using Gateway.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Gateway.Management;

/// <summary>The operator's listener: up before everything else and down after it, so that it can tell of both.</summary>
internal static class ManagementApplication
{
    private const string PurgeExamples =
        """{"address":"https://…"}</code>, <code>{"topic":"topics/news"}</code>, <code>{"article":"hello-world"}</code> or <code>{"all":true}""";

    private static readonly string[] Meters =
        ["Gateway.*", "Microsoft.Orleans", "Orleans", "Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Yarp.*"];

    /// <summary>The exporter reserves memory for as many series of each instrument, and there are hundreds of instruments.</summary>
    private static readonly MetricStreamConfiguration Series = new() { CardinalityLimit = 400 };

    public static WebApplication Build(IConfiguration configuration, ILoggerFactory logs, GatewaySettings settings, GatewayStatus status)
    {
        var options = settings.Management;
        var builder = ApplicationShell.Create(configuration, logs, options.Urls, settings.Drain.Timeout, kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = OpenFiles.ManagementConnections;
        });
        builder.Services.AddSingleton(status);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(new ManagementHosts(options.Urls, options.Hosts));
        // Last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES outrank the name.
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("gateway", autoGenerateServiceInstanceId: false).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddView("*", Series).AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));
        var app = builder.Build();
        app.UseMiddleware<ManagementHostMiddleware>();
        app.UseMiddleware<DashboardMiddleware>();
        app.MapGet("/", Index);
        app.MapGet("/healthz", () => Results.Text("healthy\n"));
        app.MapGet("/readyz", Readiness.Answer);
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapPost("/cache/purge", CachePurge.Answer);
        return app;
    }

    // What the role has: on an edge there are no grains to look at, on a silo nothing is stored that could be purged.
    private static IResult Index(GatewayStatus status, GatewaySettings settings)
    {
        var dashboard = settings.Role == GatewayRole.Edge ? "" : """

            <li><a href="/dashboard/">/dashboard/</a> grains and silos</li>
            """;
        var purge = settings.Role == GatewayRole.Silo ? "" : $"""

            <li><code>POST /cache/purge</code> throws away what is stored; takes <code>application/json</code>:
            <code>{PurgeExamples}</code></li>
            """;
        return Results.Content(
            $$"""
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gateway: management</title>
            <style>:root{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif} body{max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
            <h1>Gateway</h1>
            <p>{{status.Phase}}.</p>
            <ul>
            <li><a href="/healthz">/healthz</a> whether the process is alive</li>
            <li><a href="/readyz">/readyz</a> whether it takes requests</li>
            <li><a href="/metrics">/metrics</a> for Prometheus</li>{{dashboard}}{{purge}}
            </ul>
            </html>

            """,
            "text/html; charset=utf-8");
    }
}
