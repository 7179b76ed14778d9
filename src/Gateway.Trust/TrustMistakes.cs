namespace Gateway.Trust;

/// <summary>What is wrong with how the parts of a cluster are to know each other.</summary>
public static class TrustMistakes
{
    private const string TogetherNames = $"{nameof(ClusterTrustOptions.Certificate)}, {nameof(ClusterTrustOptions.CertificateKey)} and {nameof(ClusterTrustOptions.Authority)}";
    private const int ShortestKey = 32;

    /// <summary>Every mistake, a line each that begins with its key; a secret is never shown.</summary>
    /// <param name="options">As configured.</param>
    /// <param name="isServer">Whether others connect to this process, as they do to a silo.</param>
    /// <param name="time">The clock.</param>
    public static IEnumerable<string> Of(ClusterTrustOptions options, bool isServer, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        return [.. Keys(options), .. Tls(options, isServer, time)];
    }

    /// <summary>The keys of the section that are given.</summary>
    public static IEnumerable<string> Given(ClusterTrustOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return from setting in Settings(options) where setting.Value is not null select setting.Name;
    }

    private static IEnumerable<string> Keys(ClusterTrustOptions options)
    {
        if (options.Key is null && options.SecondKey is not null)
            yield return Line(nameof(options.Key), $"is missing beside {nameof(options.SecondKey)}: it is the one that is proved.");
        if (options.Key is { } key && KeyProblem(key) is { } problem)
            yield return Line(nameof(options.Key), problem);
        if (options.SecondKey is { } second && KeyProblem(second) is { } secondProblem)
            yield return Line(nameof(options.SecondKey), secondProblem);
        else if (options.SecondKey is not null && string.Equals(options.Key, options.SecondKey, StringComparison.Ordinal))
            yield return Line(nameof(options.SecondKey), $"is the same as {nameof(options.Key)}.");
    }

    private static string? KeyProblem(string key) => key switch
    {
        _ when key.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase) => "must be the key itself: who knows only its digest can prove nothing.",
        _ when key.Length < ShortestKey || key.AsSpan().ContainsAnyExceptInRange('!', '~') => "must be at least 32 visible ASCII characters.",
        _ => null,
    };

    private static IEnumerable<string> Tls(ClusterTrustOptions options, bool isServer, TimeProvider time)
    {
        (string Name, string? Value)[] files = [.. Settings(options).Where(s => s.Name is nameof(options.Certificate) or nameof(options.CertificateKey) or nameof(options.Authority))];
        if (options.PeerName is { } name)
        {
            if (Uri.CheckHostName(name) is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
                yield return Line(nameof(options.PeerName), $"\"{name}\" is no host name or address.");
            if (files.All(f => f.Value is null))
                yield return Line(nameof(options.PeerName), $"is of no use without {TogetherNames}.");
        }

        if (files.All(f => f.Value is null))
            yield break;
        foreach (var (missing, _) in files.Where(f => f.Value is null))
            yield return Line(missing, $"is missing: {TogetherNames} belong together.");
        if (files.Any(f => f.Value is null))
            yield break;
        var mistakes = new List<string>();
        PeerMaterial.Read(options, mistakes)?.Check(isServer, options.PeerName, time, mistakes);
        foreach (var mistake in mistakes)
            yield return mistake;
    }

    internal static string Line(string name, string problem) => $"{ClusterTrustOptions.Section}:{name}: {problem}";

    private static (string Name, string? Value)[] Settings(ClusterTrustOptions options) =>
    [
        (nameof(options.Key), options.Key),
        (nameof(options.SecondKey), options.SecondKey),
        (nameof(options.Certificate), options.Certificate),
        (nameof(options.CertificateKey), options.CertificateKey),
        (nameof(options.Authority), options.Authority),
        (nameof(options.PeerName), options.PeerName),
    ];
}
