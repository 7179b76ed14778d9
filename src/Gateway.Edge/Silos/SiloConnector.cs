using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Gateway.Trust;

namespace Gateway.Edge.Silos;

/// <summary>Connections to the origin: over its socket where it has one, over TLS to the silos of a cluster that has certificates.</summary>
internal sealed class SiloConnector(EdgeOrigin origin, ClusterKeys keys, ClusterCertificates certificates, SiloTrouble trouble, TimeProvider time)
{
    /// <summary>A handler with connections of its own, for what must not wait behind readers' requests.</summary>
    public HttpMessageHandler Create()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        Use(handler);
        return Proving(handler);
    }

    /// <summary>Has a handler connect as the origin wants.</summary>
    public void Use(SocketsHttpHandler handler)
    {
        if (origin.UnixSocket is { } path)
            handler.ConnectCallback = (_, cancellation) => ConnectAsync(path, cancellation);
        else if (certificates.AreGiven)
            handler.ConnectCallback = ConnectAsync;
    }

    /// <summary>Around a handler that sends to silos alone: proves to them that this edge is of their cluster.</summary>
    public HttpMessageHandler Proving(HttpMessageHandler handler) => origin.Seeds.IsEmpty ? handler : new ProvingHandler(keys, trouble, time, handler);

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
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

    // Here rather than by the handler's own options, which keep the certificates that they were given.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        if (!string.Equals(context.InitialRequestMessage.RequestUri?.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
            throw new AuthenticationException("It says that it speaks without TLS, which this edge, with a Gateway:Cluster:Certificate, does with no silo");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? stream = null;
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(certificates.Client(context.DnsEndPoint.Host), cancellation);
            return stream;
        }
        catch
        {
            if (stream is not null)
                await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }
}
