using System.Net;

namespace Gateway.Fetching.Guard;

/// <summary>Where the gateway may go when it fetches.</summary>
public sealed record GuardOptions
{
    /// <summary>
    /// Ranges that it may reach although they are not of the public Internet, as <c>10.1.0.0/16</c>; none by default. An IPv4 range
    /// covers that address in IPv6 dress, too.
    /// </summary>
    public IReadOnlyList<IPNetwork> AllowedRanges { get; init; } = [];
}
