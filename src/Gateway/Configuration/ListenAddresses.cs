using System.Net;

namespace Gateway.Configuration;

/// <summary>The addresses to listen at, for readers and for the operator: whether they are some, and do not stand in each other's way.</summary>
internal static class ListenAddresses
{
    private const string ReadersKey = "urls", OperatorsKey = ManagementOptions.Section + ":Urls";

    public static IEnumerable<string> Mistakes(IConfiguration configuration)
    {
        var readers = configuration[ReadersKey] ?? GatewayConfiguration.DefaultUrls;
        var operators = configuration[OperatorsKey] ?? new ManagementOptions().Urls;
        foreach (var mistake in Unreadable(ReadersKey, readers).Concat(Unreadable(OperatorsKey, operators)))
            yield return mistake;

        // Endpoints of the operator's own take the place of "urls".
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            yield break;

        foreach (var address in Split(readers))
        {
            if (Split(operators).FirstOrDefault(o => Clash(address, o)) is { } other)
                yield return $"{ReadersKey}: \"{address}\" and \"{other}\" of {OperatorsKey} need the same port of the same address; give one of them another.";
        }
    }

    /// <summary>How the first of several addresses is reached from the machine that listens at it; null where that cannot be known.</summary>
    /// <param name="urls">Separated by <c>;</c>.</param>
    public static Uri? FromThisMachine(string urls)
    {
        if (Split(urls) is not [var first, ..] || Parse(first) is not { Port: > 0 } url)
            return null;
        // A name other than localhost, too, stands for all interfaces.
        return url.Host is "localhost" || !Interfaces(url).Any(IsAny) ? url : new UriBuilder(url) { Host = "127.0.0.1" }.Uri;
    }

    private static IEnumerable<string> Unreadable(string key, string value)
    {
        if (Split(value).Length == 0)
            yield return $"{key}: is empty.";
        foreach (var address in Split(value).Where(a => Parse(a) is null))
            yield return $"{key}: \"{address}\" is not an address to listen at, such as http://127.0.0.1:8080.";
    }

    private static string[] Split(string value) => value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // "*" and "+" stand for all interfaces in these, so that they are not quite addresses.
    private static Uri? Parse(string address) =>
        SettingsValidator.IsHttp(address.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal), out var url) && url.PathAndQuery.Length <= 1
            ? url
            : null;

    // Port 0 is any that is free.
    private static bool Clash(string one, string other) =>
        Parse(one) is { } a && Parse(other) is { } b && a.Port == b.Port && a.Port != 0 && Interfaces(a).Any(i => Interfaces(b).Any(j => Overlap(i, j)));

    // As Kestrel has it: a name other than localhost stands for all interfaces, of both versions of IP.
    private static IPAddress[] Interfaces(Uri url) => url.Host switch
    {
        "localhost" => [IPAddress.Loopback, IPAddress.IPv6Loopback],
        _ when IPAddress.TryParse(url.Host, out var address) && !address.Equals(IPAddress.IPv6Any) => [address],
        _ => [IPAddress.Any, IPAddress.IPv6Any],
    };

    private static bool Overlap(IPAddress one, IPAddress other) =>
        one.AddressFamily == other.AddressFamily && (one.Equals(other) || IsAny(one) || IsAny(other));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
