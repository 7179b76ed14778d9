using System.Text.RegularExpressions;
using Orleans.Configuration;

namespace Gateway.Storage.AzureStorage.Blobs;

/// <summary>Refuses a start without a client, or with a container's name that the service would refuse.</summary>
internal sealed partial class AzureBlobStorageOptionsValidator(AzureBlobStorageOptions options, string name) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (options.CreateClient is null)
            throw new OrleansConfigurationException($"Grain storage {name}: {nameof(AzureBlobStorageOptions)}.{nameof(options.BlobServiceClient)} is missing.");
        if (options.ContainerName is null || !Container().IsMatch(options.ContainerName))
            throw new OrleansConfigurationException($"Grain storage {name}: \"{options.ContainerName}\" is no name of a container: 3 to 63 lower-case letters, digits and single hyphens between them.");
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Container();
}
