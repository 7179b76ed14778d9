namespace Gateway.Edge;

/// <summary>Where the edge finds the origin.</summary>
/// <param name="Address">The origin's base address; with a socket only its scheme matters, and its host is what the origin sees as <c>Host</c>.</param>
/// <param name="UnixSocket">The path of a Unix domain socket to connect to instead of the address's host and port; null for TCP.</param>
public sealed record EdgeOrigin(Uri Address, string? UnixSocket = null)
{
    /// <summary>An origin of this host, behind a Unix domain socket.</summary>
    /// <param name="path">The socket's path, at most 107 bytes.</param>
    public static EdgeOrigin Socket(string path) => new(new Uri("http://origin.gateway.internal/"), path);
}
