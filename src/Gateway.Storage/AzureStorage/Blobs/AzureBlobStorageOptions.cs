using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

// The names of the official package, so that one reference is all that changes where it takes this one's place.
#pragma warning disable IDE0130 // The namespace is the official package's.
namespace Orleans.Configuration;
#pragma warning restore IDE0130

/// <summary>Grain state in the blobs of a container: the options of <c>Microsoft.Orleans.Persistence.AzureStorage</c>, by their names.</summary>
public sealed class AzureBlobStorageOptions : IStorageProviderSerializerOptions
{
    private BlobServiceClient? _client;

    /// <summary>The container, made where it is missing. 3 to 63 lower-case letters, digits and single hyphens; default <c>grainstate</c>.</summary>
    public string ContainerName { get; set; } = "grainstate";

    /// <summary>For clients that the <c>ConfigureBlobServiceClient</c> overloads make; null for the library's own settings.</summary>
    public BlobClientOptions? ClientOptions { get; set; }

    /// <summary>The stage of the silo's start at which the container is made; default <see cref="ServiceLifecycleStage.ApplicationServices"/>.</summary>
    public int InitStage { get; set; } = ServiceLifecycleStage.ApplicationServices;

    /// <summary>Turns state into bytes; by default the silo's own for grain storage.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!; // Set by DefaultStorageProviderSerializerOptionsConfigurator where nobody else has.

    /// <summary>Whether clearing a state deletes its blob; else the blob stays, empty. Default true.</summary>
    public bool DeleteStateOnClear { get; set; } = true;

    /// <summary>Makes what chooses a grain's container; by default all are in <see cref="ContainerName"/>.</summary>
    public Func<IServiceProvider, AzureBlobStorageOptions, IBlobContainerFactory> BuildContainerFactory { get; set; } =
        static (services, options) => ActivatorUtilities.CreateInstance<OneBlobContainer>(services, options);

    /// <summary>The client; needed, unless one of the <c>ConfigureBlobServiceClient</c> overloads is called.</summary>
    public BlobServiceClient? BlobServiceClient
    {
        get => _client;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _client = value;
            CreateClient = () => Task.FromResult(value);
        }
    }

    internal Func<Task<BlobServiceClient>>? CreateClient { get; private set; }

    /// <summary>Connects by a connection string.</summary>
    public void ConfigureBlobServiceClient(string connectionString) => BlobServiceClient = new BlobServiceClient(connectionString, ClientOptions);

    /// <summary>Connects to an address that carries its own authorization.</summary>
    public void ConfigureBlobServiceClient(Uri serviceUri) => BlobServiceClient = new BlobServiceClient(serviceUri, ClientOptions);

    /// <summary>Connects when the silo starts.</summary>
    public void ConfigureBlobServiceClient(Func<Task<BlobServiceClient>> createClientCallback)
    {
        ArgumentNullException.ThrowIfNull(createClientCallback);
        CreateClient = createClientCallback;
    }

    /// <summary>Connects with a token, a managed identity's for instance.</summary>
    public void ConfigureBlobServiceClient(Uri serviceUri, TokenCredential tokenCredential) => BlobServiceClient = new BlobServiceClient(serviceUri, tokenCredential, ClientOptions);

    /// <summary>Connects with a shared access signature.</summary>
    public void ConfigureBlobServiceClient(Uri serviceUri, AzureSasCredential azureSasCredential) => BlobServiceClient = new BlobServiceClient(serviceUri, azureSasCredential, ClientOptions);

    /// <summary>Connects with the account's key.</summary>
    public void ConfigureBlobServiceClient(Uri serviceUri, StorageSharedKeyCredential sharedKeyCredential) => BlobServiceClient = new BlobServiceClient(serviceUri, sharedKeyCredential, ClientOptions);
}
