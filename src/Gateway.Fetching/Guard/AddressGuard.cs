using System.Net;
using System.Net.Sockets;

namespace Gateway.Fetching.Guard;

/// <summary>
/// Which addresses the gateway may connect to when somebody else says where: those that are reachable from anywhere, by the IANA
/// registries of special-purpose addresses (RFC 6890, RFC 8190), and those that an operator names. An address that carries an IPv4
/// address is judged by that one.
/// </summary>
public sealed class AddressGuard(GuardOptions options)
{
    private static readonly IPNetwork[] Refused4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), // RFC 791 §3.2: this network.
        IPNetwork.Parse("10.0.0.0/8"), // RFC 1918.
        IPNetwork.Parse("100.64.0.0/10"), // RFC 6598: shared by a carrier's customers.
        IPNetwork.Parse("127.0.0.0/8"), // RFC 1122 §3.2.1.3.
        IPNetwork.Parse("169.254.0.0/16"), // RFC 3927: link-local; clouds answer for their machines there.
        IPNetwork.Parse("172.16.0.0/12"), // RFC 1918.
        IPNetwork.Parse("192.0.0.0/24"), // RFC 6890 §2.1.
        IPNetwork.Parse("192.0.2.0/24"), // RFC 5737: documentation.
        IPNetwork.Parse("192.88.99.0/24"), // RFC 7526: 6to4 relays, deprecated.
        IPNetwork.Parse("192.168.0.0/16"), // RFC 1918.
        IPNetwork.Parse("198.18.0.0/15"), // RFC 2544: benchmarks.
        IPNetwork.Parse("198.51.100.0/24"), // RFC 5737.
        IPNetwork.Parse("203.0.113.0/24"), // RFC 5737.
        IPNetwork.Parse("224.0.0.0/4"), // RFC 5771: multicast.
        IPNetwork.Parse("240.0.0.0/4"), // RFC 1112 §4: reserved, and the broadcast address.
    ];

    // RFC 4291 §2.4: all that is global unicast so far. Loopback, link-local, unique-local, multicast and the rest lie outside.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Refused6 =
    [
        IPNetwork.Parse("2001::/23"), // RFC 2928: protocols of the IETF, Teredo among them.
        IPNetwork.Parse("2001:db8::/32"), // RFC 3849: documentation.
        IPNetwork.Parse("2002::/16"), // RFC 3056: 6to4.
        IPNetwork.Parse("3fff::/20"), // RFC 9637: documentation.
    ];

    // RFC 6052 §2.1: the well-known prefix of NAT64, by which an IPv6 network reaches IPv4.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    private readonly IPNetwork[] _allowed = [.. options.AllowedRanges];

    /// <summary>Whether a connection to an address may be made.</summary>
    public bool Allows(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (IsNamed(address))
            return true;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Lies(address, Refused4);
        // A zone names an interface of this machine (RFC 4007 §11).
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.ScopeId != 0)
            return false;
        return Carried(address) is { } carried ? Allows(carried) : Global6.Contains(address) && !Lies(address, Refused6);
    }

    // RFC 4291 §2.5.5.2, and NAT64.
    private static IPAddress? Carried(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : Nat64.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
        : null;

    private static bool Lies(IPAddress address, IPNetwork[] ranges) => Array.Exists(ranges, r => r.Contains(address));

    private bool IsNamed(IPAddress address) => Lies(address, _allowed);
}
