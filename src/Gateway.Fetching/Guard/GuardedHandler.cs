using System.Net;

namespace Gateway.Fetching.Guard;

/// <summary>The only way out: what every fetch goes through, its redirects, too.</summary>
internal static class GuardedHandler
{
    /// <param name="options">Where it may go.</param>
    /// <param name="connectTimeout">How long a connection may take, its TLS handshake among it.</param>
    /// <param name="resolve">Finds the addresses of a name; null for the machine's resolver.</param>
    public static SocketsHttpHandler Create(GuardOptions options, TimeSpan connectTimeout, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) => new()
    {
        ConnectCallback = new GuardedConnector(new AddressGuard(options), resolve).ConnectAsync,
        ConnectTimeout = connectTimeout,
        // A proxy of the environment would connect in our stead, and judge nothing.
        UseProxy = false,
        // Each redirect is a request that is judged anew, and counted.
        AllowAutoRedirect = false,
        // Content codings are undone where what comes of them is counted.
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        Credentials = null,
        PreAuthenticate = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = 4,
        MaxResponseHeadersLength = 64,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        // A name that has moved since is looked up again.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
