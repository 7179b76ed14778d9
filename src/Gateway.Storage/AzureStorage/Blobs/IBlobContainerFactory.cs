using Azure.Storage.Blobs;
using Orleans.Configuration;

#pragma warning disable IDE0130 // The namespace is the official package's.
namespace Orleans.Storage;
#pragma warning restore IDE0130

/// <summary>Chooses the container for a grain's state.</summary>
public interface IBlobContainerFactory
{
    /// <summary>The grain's container; called after <see cref="InitializeAsync"/>.</summary>
    BlobContainerClient GetBlobContainerClient(GrainId grainId);

    /// <summary>Makes what is needed at start.</summary>
    Task InitializeAsync(BlobServiceClient client);
}

/// <summary>One for all.</summary>
internal sealed class OneBlobContainer(AzureBlobStorageOptions options) : IBlobContainerFactory
{
    private BlobContainerClient? _container;

    public BlobContainerClient GetBlobContainerClient(GrainId grainId) => _container ?? throw new InvalidOperationException("The storage has not started.");

    public async Task InitializeAsync(BlobServiceClient client)
    {
        _container = client.GetBlobContainerClient(options.ContainerName);
        await _container.CreateIfNotExistsAsync();
    }
}
