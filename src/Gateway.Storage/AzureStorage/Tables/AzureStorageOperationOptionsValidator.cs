using System.Text.RegularExpressions;

namespace Gateway.Storage.AzureStorage.Tables;

/// <summary>Refuses a start without a client, or with a table's name that the service would refuse.</summary>
internal sealed partial class AzureStorageOperationOptionsValidator(AzureStorageOperationOptions options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (options.CreateClient is null)
            throw new OrleansConfigurationException($"{options.GetType().Name}.{nameof(options.TableServiceClient)} is missing.");
        if (options.TableName is null || !Table().IsMatch(options.TableName))
            throw new OrleansConfigurationException($"{options.GetType().Name}: \"{options.TableName}\" is no name of a table: 3 to 63 letters and digits, a letter first.");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Table();
}
