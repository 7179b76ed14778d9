using System.Collections.Immutable;

namespace Gateway.Edge;

/// <summary>Where the edge finds the origin.</summary>
/// <param name="Address">The origin's base address; with a socket, and with silos, only its scheme matters.</param>
/// <param name="UnixSocket">The path of a Unix domain socket to connect to instead of the address's host and port; null for TCP.</param>
public sealed record EdgeOrigin(Uri Address, string? UnixSocket = null)
{
    private static readonly Uri Nowhere = new("http://origin.gateway.internal/");

    /// <summary>The silos that are asked first, each a base address; they name the others. Empty where there is only one origin, and it names none.</summary>
    public ImmutableArray<Uri> Seeds { get; private init; } = [];

    /// <summary>An origin of this host, behind a Unix domain socket.</summary>
    /// <param name="path">The socket's path, at most 107 bytes.</param>
    public static EdgeOrigin Socket(string path) => new(Nowhere, path);

    /// <summary>The silos of a cluster.</summary>
    /// <param name="seeds">One or more of them: absolute http or https addresses, of which only scheme, host and port count.</param>
    public static EdgeOrigin Cluster(IEnumerable<Uri> seeds) => new(Nowhere)
    {
        Seeds = [.. seeds.Select(s => new Uri(s.GetLeftPart(UriPartial.Authority) + "/")).Distinct()],
    };
}
