using Gateway.Trust;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Peers;

/// <summary>
/// Tells of connections that never come through TLS, once a minute: the library that stands between its two halves tells of each, with
/// all of its stack, and whoever reaches the port could fill a disk with that.
/// </summary>
internal sealed class SecuredMiddleware(ConnectionDelegate next, TimeProvider time, ILogger<SecuredMiddleware> logger)
{
    private static readonly object Key = new();

    private readonly OnceAMinute _telling = new(time);

    /// <summary>The half outside of TLS.</summary>
    public static void UseOutside(IConnectionBuilder connections) => connections.Use(next =>
        new SecuredMiddleware(
            next,
            connections.ApplicationServices.GetRequiredService<TimeProvider>(),
            connections.ApplicationServices.GetRequiredService<ILogger<SecuredMiddleware>>()).RunAsync);

    /// <summary>The half inside.</summary>
    public static void UseInside(IConnectionBuilder connections) => connections.Use(next => connection =>
    {
        connection.Items[Key] = Key;
        return next(connection);
    });

    public async Task RunAsync(ConnectionContext connection)
    {
        try
        {
            await next(connection);
        }
        finally
        {
            if (!connection.Items.ContainsKey(Key) && _telling.IsDue(out var times))
                Log.NotSecured(logger, connection.RemoteEndPoint?.ToString() ?? "an unknown address", times);
        }
    }
}
