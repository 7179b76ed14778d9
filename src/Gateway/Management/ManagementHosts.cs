using System.Net;

namespace Gateway.Management;

/// <summary>
/// The names by which operators reach the management listener. A page that an operator's browser shows can have its own
/// name resolve to this listener (DNS rebinding), and then speaks to it as one of its own: but for its name, which stays in
/// <c>Host</c>. Pure.
/// </summary>
internal sealed class ManagementHosts
{
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<IPAddress> addresses = [];
    private readonly bool isAnywhere;

    /// <param name="urls">Where the listener is bound, separated by <c>;</c>.</param>
    /// <param name="further">Further names and addresses, separated by <c>;</c>.</param>
    public ManagementHosts(string urls, string further)
    {
        foreach (var url in Split(urls))
        {
            var host = BindingAddress.Parse(url).Host;
            if (!IPAddress.TryParse(host.Trim('[', ']'), out var address))
            {
                // A name that is none ("*", "+") is bound everywhere, as Kestrel has it; so is any other but localhost.
                isAnywhere |= !string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);
                names.Add(host);
            }
            else if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            {
                isAnywhere = true;
            }
            else
            {
                addresses.Add(address);
            }
        }

        foreach (var name in Split(further))
        {
            if (IPAddress.TryParse(name.Trim('[', ']'), out var address))
                addresses.Add(address);
            else
                names.Add(name.TrimEnd('.'));
        }
    }

    /// <summary>Whether a request for this host is meant for the listener.</summary>
    /// <param name="host">Without its port; an IPv6 address in brackets or not.</param>
    public bool Includes(string host)
    {
        // An address in Host is the address of the page that sends it: nobody can rebind that. It must be this one's all the same.
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
            return IPAddress.IsLoopback(address) || isAnywhere || addresses.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

        // RFC 6761 §6.3: browsers resolve "localhost" and what is under it to loopback themselves.
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (name.Length > 0 && names.Contains(name));
    }

    /// <summary>What a setting holds that is neither a name nor an address; null where nothing is wrong.</summary>
    public static string? Mistake(string further) => Split(further).FirstOrDefault(n => Uri.CheckHostName(n.Trim('[', ']')) == UriHostNameType.Unknown);

    private static string[] Split(string text) => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
