using System.Net.Sockets;

namespace Gateway.Edge.Forwarding;

/// <summary>Connections to the origin, over its socket where it has one.</summary>
internal static class OriginConnector
{
    /// <summary>A handler with connections of its own, for what must not wait behind readers' requests.</summary>
    public static SocketsHttpHandler Create(EdgeOrigin origin)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        Use(handler, origin);
        return handler;
    }

    /// <summary>Has a handler connect to the origin's socket, where there is one.</summary>
    public static void Use(SocketsHttpHandler handler, EdgeOrigin origin)
    {
        if (origin.UnixSocket is { } path)
            handler.ConnectCallback = (_, cancellation) => Connect(path, cancellation);
    }

    private static async ValueTask<Stream> Connect(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
