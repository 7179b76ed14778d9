using Gateway.Storage.AzureStorage;

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
    }
}
