using Gateway.Trust;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Peers;

/// <summary>Lets no byte of Orleans through before the other silo has proved that it knows the cluster's key.</summary>
internal sealed class HandshakeMiddleware(ConnectionDelegate next, ClusterKeys keys, bool isListening, TimeProvider time, ILogger<HandshakeMiddleware> logger)
{
    private readonly OnceAMinute _telling = new(time);

    public static void Use(IConnectionBuilder connections, ClusterKeys keys, bool isListening) => connections.Use(next =>
        new HandshakeMiddleware(
            next,
            keys,
            isListening,
            connections.ApplicationServices.GetRequiredService<TimeProvider>(),
            connections.ApplicationServices.GetRequiredService<ILogger<HandshakeMiddleware>>()).RunAsync);

    public async Task RunAsync(ConnectionContext connection)
    {
        try
        {
            await (isListening ? SiloHandshake.AcceptAsync(connection.Transport, keys, time) : SiloHandshake.ConnectAsync(connection.Transport, keys, time));
        }
        catch (Exception e) when (e is HandshakeException or IOException)
        {
            var reason = e.Message.TrimEnd('.');
            if (_telling.IsDue(out var times))
                Tell(connection.RemoteEndPoint?.ToString() ?? "an unknown address", reason, times);
            connection.Abort();
            throw new ConnectionAbortedException($"The other silo did not prove that it is one: {reason}.", e);
        }

        await next(connection);
    }

    private void Tell(string address, string reason, long times)
    {
        if (isListening)
            Log.Refused(logger, address, reason, times);
        else
            Log.NotTaken(logger, address, reason, times);
    }
}
