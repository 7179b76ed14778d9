using System.Net;
using System.Net.Sockets;

namespace Gateway.Fetching.Guard;

/// <summary>
/// Opens the connections of a fetch. A name is resolved here, and it is the addresses found that are judged and connected to: no
/// second look-up can lead elsewhere. A name one of whose addresses is refused is refused: whoever mixes them has that in mind.
/// </summary>
internal sealed class GuardedConnector(AddressGuard guard, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    // Names with more are somebody's joke; each may take the time of a connection that nobody answers.
    private const int MostAddresses = 8;

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="ForbiddenAddressException">The host leads to an address that is refused.</exception>
    /// <exception cref="SocketException">No address of it could be connected to.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellation);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        if (!Array.TrueForAll(addresses, guard.Allows))
            throw ForbiddenAddressException.Of(host);
        SocketException? failed = null;
        foreach (var address in addresses.Take(MostAddresses))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                failed = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw failed ?? new SocketException((int)SocketError.HostUnreachable);
    }
}
