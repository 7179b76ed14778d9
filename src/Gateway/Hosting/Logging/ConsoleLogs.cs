using Gateway.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Gateway.Hosting.Logging;

/// <summary>One line per event on the console, and no event too often.</summary>
internal static class ConsoleLogs
{
    public static ILoggerFactory Create(IConfiguration configuration, LogFormat format) => LoggerFactory.Create(logging =>
    {
        // The edge says in one line what the forwarder says in ten, and says it of every failure.
        logging.AddFilter("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.Error);
        // It has nothing to say here, but where it might, each request pays for a scope and an activity that nobody reads.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // A connection that never comes through TLS is told of by Gateway.Peers.
        logging.AddFilter("Orleans.Connections.Security.TlsServerConnectionMiddleware", LogLevel.Error);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        if (format == LogFormat.Json)
        {
            logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                json.IncludeScopes = false;
            });
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                text.SingleLine = true;
                text.UseUtcTimestamp = true;
                text.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                text.IncludeScopes = false;
            });
        }

        logging.Services.RemoveAll<ILoggerProvider>();
        logging.Services.AddSingleton<ILoggerProvider>(s => new BoundedLoggerProvider(ActivatorUtilities.CreateInstance<ConsoleLoggerProvider>(s), TimeProvider.System));
    });
}
