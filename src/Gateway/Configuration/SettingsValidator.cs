using System.Buffers;
using Gateway.Edge;
using Gateway.Edge.Caching;
using Gateway.Edge.Invalidation;
using Gateway.Grains.Hosting;
using Gateway.Grains.Intake;
using Gateway.Grains.Rendering;
using Gateway.Grains.Signals;
using Gateway.Grains.Silos;
using Gateway.Management;
using Gateway.Origin;
using Gateway.Origin.Changes;
using Gateway.Origin.Publishing;
using Gateway.Storage.Sqlite;
using Gateway.Syndication.Articles;
using Gateway.Trust;

namespace Gateway.Configuration;

/// <summary>Finds every mistake in the settings at once: one line each, naming the key.</summary>
internal static class SettingsValidator
{
    /// <summary>Every section under <c>Gateway</c>; what is in none of them is a misspelt key.</summary>
    private static readonly OptionsSection[] Sections =
    [
        OptionsSection.Of<GatewayOptions>(GatewayOptions.Section),
        OptionsSection.Of<PublicationOptions>(PublicationOptions.Section),
        OptionsSection.Of<ManagementOptions>(ManagementOptions.Section),
        OptionsSection.Of<DrainOptions>(DrainOptions.Section),
        OptionsSection.Of<LogOptions>(LogOptions.Section),
        OptionsSection.Of<StorageProviderOptions>(StorageProviderOptions.Section),
        OptionsSection.Of<SqliteOptions>(StorageProviderOptions.SqliteSection) with { Hidden = [nameof(SqliteOptions.DataDirectory)] },
        OptionsSection.Of<IntakeOptions>(IntakeOptions.Section),
        OptionsSection.Of<ActivationOptions>(ActivationOptions.Section),
        OptionsSection.Of<OriginOptions>(OriginOptions.Section),
        OptionsSection.Of<ArticleLimits>(OriginOptions.ArticlesSection),
        OptionsSection.Of<PublishingOptions>(PublishingOptions.Section),
        OptionsSection.Of<RenderingOptions>(GatewayOptions.RenderingSection),
        OptionsSection.Of<EdgeOptions>(EdgeOptions.Section),
        OptionsSection.Of<CacheOptions>(CacheOptions.Section),
        OptionsSection.Of<InvalidationOptions>(InvalidationOptions.Section),
        OptionsSection.Of<SiloHostOptions>(SiloHostOptions.Section),
        OptionsSection.Of<JoinOptions>(JoinOptions.Section),
        OptionsSection.Of<ClusterHostOptions>(ClusterHostOptions.Section),
        OptionsSection.Of<ClusterTrustOptions>(ClusterTrustOptions.Section),
        OptionsSection.Of<ChangeOptions>(ChangeOptions.Section),
        OptionsSection.Of<ChangeStreamOptions>(ChangeStreamOptions.Section),
    ];

    private static readonly OptionsSection Publisher = OptionsSection.Of<PublisherKeyOptions>(PublisherKeyOptions.Section);

    private static readonly HashSet<string> None = [];

    private static readonly SearchValues<char> InHostName = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static IReadOnlyList<string> Mistakes(IConfiguration configuration)
    {
        var mistakes = new List<string>();
        foreach (var section in Sections)
            mistakes.AddRange(section.Mistakes(configuration, OthersIn(section)));

        mistakes.AddRange(Publishers(configuration));
        mistakes.AddRange(Values(configuration));
        mistakes.AddRange(RoleMistakes.Of(configuration));
        return [.. mistakes.Distinct(StringComparer.Ordinal)];
    }

    // Sections nest ("Gateway:Storage" in "Gateway"), and several may share one path.
    private static HashSet<string> OthersIn(OptionsSection section)
    {
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in Sections.Where(s => s != section).Select(s => s.Path).Append(PublisherKeyOptions.Section))
        {
            if (path.StartsWith(section.Path + ":", StringComparison.OrdinalIgnoreCase))
                keys.Add(path[(section.Path.Length + 1)..].Split(':')[0]);
        }

        keys.UnionWith(Sections.Where(s => s != section && s.Path.Equals(section.Path, StringComparison.OrdinalIgnoreCase)).SelectMany(s => s.Keys));
        return keys;
    }

    private static IEnumerable<string> Publishers(IConfiguration configuration)
    {
        foreach (var publisher in configuration.GetSection(Publisher.Path).GetChildren())
        {
            foreach (var mistake in Publisher.Mistakes(configuration, None, publisher.Path))
                yield return mistake;

            if (publisher["Key"] is null && publisher["SecondKey"] is null)
                yield return $"{publisher.Path}:Key: is missing.";
            foreach (var name in (string[])["Key", "SecondKey"])
            {
                // The key itself is never shown.
                if (publisher[name] is { } key && PublisherKey.Problem(key) is { } problem)
                    yield return $"{publisher.Path}:{name}: {problem}.";
            }
        }
    }

    private static IEnumerable<string> Values(IConfiguration configuration)
    {
        var gateway = configuration.GetSection(GatewayOptions.Section);
        foreach (var mistake in PublicAddress(GatewayOptions.Section + ":PublicUrl", gateway["PublicUrl"], isBase: true)
            .Concat(PublicAddress(PublicationOptions.Section + ":Icon", gateway["Publication:Icon"] is { Length: > 0 } icon ? icon : null, isBase: false)))
            yield return mistake;

        foreach (var origin in gateway.GetSection("Origins").GetChildren().Where(o => !IsHttp(o.Value, out _)))
            yield return $"{origin.Path}: \"{origin.Value}\" is not an absolute http or https address.";

        foreach (var level in configuration.GetSection("Logging:LogLevel").GetChildren().Where(l => !Enum.TryParse<LogLevel>(l.Value, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed)))
            yield return $"{level.Path}: \"{level.Value}\" is not one of {string.Join(", ", Enum.GetNames<LogLevel>())}.";

        if (ManagementHosts.Mistake(gateway["Management:Hosts"] ?? "") is { } host)
            yield return $"{ManagementOptions.Section}:Hosts: \"{host}\" is no host name or address.";

        foreach (var mistake in ListenAddresses.Mistakes(configuration))
            yield return mistake;
    }

    // They stand in every feed: what a feed may not carry must not be set.
    private static IEnumerable<string> PublicAddress(string key, string? text, bool isBase)
    {
        if (text is null)
            yield break;

        if (!IsHttp(text, out var url))
            yield return $"{key}: \"{text}\" is not an absolute http or https address.";
        else if (url.UserInfo.Length > 0 || (isBase && (url.Query.Length > 0 || url.Fragment.Length > 0)))
            yield return isBase ? $"{key}: must have no query, fragment or user name." : $"{key}: must have no user name.";
        else if (url.HostNameType == UriHostNameType.IPv6)
            yield return $"{key}: \"{text}\" names its host by an IPv6 address, which RSS feeds cannot carry; use a host name.";
        else if (!IsHostName(url.Host))
            yield return $"{key}: the host of \"{text}\" is not a name in ASCII{(url.HostNameType == UriHostNameType.Dns && !string.Equals(url.IdnHost, url.Host, StringComparison.Ordinal) ? $"; write it as {url.IdnHost}" : "")}.";
    }

    private static bool IsHostName(string host) =>
        host.Length <= 253 && host.TrimEnd('.').Split('.').All(label => label.Length is > 0 and <= 63 && !label.AsSpan().ContainsAnyExcept(InHostName));

    internal static bool Is<T>(string? text, T value)
        where T : struct, Enum =>
        string.Equals(text, value.ToString(), StringComparison.OrdinalIgnoreCase);

    internal static bool IsHttp(string? text, out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url!) && (url.Scheme is "http" or "https") && url.Host.Length > 0;
}
