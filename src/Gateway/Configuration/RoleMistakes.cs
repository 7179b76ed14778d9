using Gateway.Storage.AzureStorage;
using Gateway.Trust;

namespace Gateway.Configuration;

/// <summary>What a role needs and what it has no use for.</summary>
internal static class RoleMistakes
{
    private const string OriginsKey = GatewayOptions.Section + ":Origins", ProviderKey = StorageProviderOptions.Section + ":Provider", ConnectionKey = StorageProviderOptions.Section + ":ConnectionString";

    public static IEnumerable<string> Of(IConfiguration configuration)
    {
        var gateway = configuration.GetSection(GatewayOptions.Section);
        var isEdge = SettingsValidator.Is(gateway["Role"], GatewayRole.Edge);
        var isSilo = SettingsValidator.Is(gateway["Role"], GatewayRole.Silo);
        var isAzure = SettingsValidator.Is(gateway["Storage:Provider"], StorageProvider.AzureStorage);
        var hasOrigins = gateway.GetSection("Origins").GetChildren().Any();
        var connection = gateway["Storage:ConnectionString"];

        if (isEdge && !hasOrigins)
            yield return $"{OriginsKey}: an edge needs the address of at least one silo, such as {OriginsKey}:0=http://silo:8080.";
        if (!isEdge && hasOrigins)
            yield return $"{OriginsKey}: belongs to the role edge.";
        if (isAzure && !isSilo)
            yield return $"{ProviderKey}: AzureStorage belongs to the role silo; {(isEdge ? "an edge stores nothing" : "the role all keeps what it has in its data directory")}.";
        if (isAzure && (configuration["urls"] ?? GatewayConfiguration.DefaultUrls).Split(';')[0].TrimEnd('/').EndsWith(":0", StringComparison.Ordinal))
            yield return "urls: a silo of a cluster needs a port that edges can be told of, not 0.";
        if (isAzure && string.IsNullOrEmpty(connection))
            yield return $"{ConnectionKey}: is missing, and AzureStorage needs it: a connection string, or the address of the account's blob service.";
        if (!isAzure && !string.IsNullOrEmpty(connection))
            yield return $"{ConnectionKey}: belongs to the provider AzureStorage.";
        // Nothing of it is shown: it holds the account's key.
        if (isAzure && !string.IsNullOrEmpty(connection) && AzureStorageConnection.TryParse(connection) is null)
            yield return $"{ConnectionKey}: is neither a connection string nor the https address of a blob service, such as https://ACCOUNT.blob.core.windows.net/.";

        foreach (var mistake in OfTrust(configuration, isSilo, isEdge))
            yield return mistake;
    }

    private static IEnumerable<string> OfTrust(IConfiguration configuration, bool isSilo, bool isEdge)
    {
        var trust = new ClusterTrustOptions();
        configuration.GetSection(ClusterTrustOptions.Section).Bind(trust);
        if (!isSilo && !isEdge)
        {
            foreach (var name in TrustMistakes.Given(trust))
                yield return $"{ClusterTrustOptions.Section}:{name}: belongs to the roles silo and edge; the role all is one process.";
            yield break;
        }

        foreach (var mistake in TrustMistakes.Of(trust, isSilo, TimeProvider.System))
            yield return mistake;

        // Half of it would be none: what one side takes for TLS the other takes for none.
        var isTls = (trust.Certificate ?? trust.CertificateKey ?? trust.Authority) is not null;
        var scheme = isTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        var why = isTls ? $"must be https, as {ClusterTrustOptions.Section} has certificates" : $"needs {ClusterTrustOptions.Section}:Certificate, CertificateKey and Authority";
        if (isSilo)
        {
            foreach (var url in (configuration["urls"] ?? GatewayConfiguration.DefaultUrls).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(u => IsOther(u, scheme)))
                yield return $"urls: \"{url}\" {why}: edges come by it.";
        }
        else
        {
            foreach (var origin in configuration.GetSection(OriginsKey).GetChildren().Where(o => o.Value is { } url && IsOther(url, scheme)))
                yield return $"{origin.Path}: \"{origin.Value}\" {why}.";
        }
    }

    private static bool IsOther(string url, string scheme) =>
        !url.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase) && (url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
}
