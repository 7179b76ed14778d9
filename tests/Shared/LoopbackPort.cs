using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Shared;

/// <summary>
/// Ports for processes that must be told one, and get it again when they are started anew. They lie below those that systems give
/// to connections (from 32,768 on Linux, 49,152 elsewhere): one of those would be taken by somebody's connection now and then,
/// between being chosen and being listened at.
/// </summary>
internal static class LoopbackPort
{
    private const int First = 15_000, Last = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>One that nobody listens at, and that was not given before in this process.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            lock (Given)
            {
                if (!Given.Add(port))
                    continue;
            }

            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another's.
            }
        }
    }
}
