using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Hosting;

/// <summary>What the three web applications of a gateway (edge, origin, management) have in common.</summary>
internal static class ApplicationShell
{
    /// <summary>An application with Kestrel, the gateway's logs and settings, and nothing else.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="logs">The one factory of loggers.</param>
    /// <param name="urls">Where it listens; null where <paramref name="kestrel"/> says so.</param>
    /// <param name="shutdown">How long it may take to stop.</param>
    /// <param name="kestrel">The server's settings.</param>
    public static WebApplicationBuilder Create(
        IConfiguration configuration, ILoggerFactory logs, string? urls, TimeSpan shutdown, Action<KestrelServerOptions> kestrel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "gateway", EnvironmentName = Environments.Production });
        builder.Configuration.AddConfiguration(configuration);
        // Last, so that it outranks "urls" of the settings, which is the edge's.
        builder.Configuration.AddInMemoryCollection([new(WebHostDefaults.ServerUrlsKey, urls ?? "")]);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel);
        builder.Services.AddSingleton(new SharedLoggerFactory(logs));
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(s => s.GetRequiredService<SharedLoggerFactory>()));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddRoutingCore();
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, DetachedLifetime>());
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = shutdown);
        return builder;
    }

    /// <summary>Signals are the gateway's to act upon, not each application's.</summary>
    private sealed class DetachedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Outlives the container that hands it out.</summary>
    private sealed class SharedLoggerFactory(ILoggerFactory inner) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => inner.CreateLogger(categoryName);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
