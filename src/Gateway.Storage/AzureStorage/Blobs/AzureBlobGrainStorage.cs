using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Gateway.Storage.AzureStorage.Blobs;

/// <summary>
/// Grain state in blobs, one each, where the official provider has them: <c>{grainType}-{grainId}.json</c>. The blob's ETag is the
/// state's: a write takes place only where nobody else's came before it.
/// </summary>
internal sealed class AzureBlobGrainStorage(
    string name, AzureBlobStorageOptions options, IBlobContainerFactory containers, IActivatorProvider activators, AzureStorageHealth health, ILogger<AzureBlobGrainStorage> logger)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    // What the official provider says of its bytes, whatever they are.
    private const string MediaType = "application/octet-stream";

    /// <summary>The provider of a name, with its options.</summary>
    public static AzureBlobGrainStorage Create(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<AzureBlobStorageOptions>>().Get(name);
        return ActivatorUtilities.CreateInstance<AzureBlobGrainStorage>(services, name, options, options.BuildContainerFactory(services, options));
    }

    public void Participate(ISiloLifecycle observer) => observer.Subscribe($"{nameof(AzureBlobGrainStorage)}-{name}", options.InitStage, _ => InitializeAsync());

    /// <summary>Connects, and makes the container where it is missing.</summary>
    public async Task InitializeAsync()
    {
        if (options.CreateClient is not { } create)
            throw new OrleansConfigurationException($"Grain storage {name} has no client.");
        try
        {
            var client = await create();
            await containers.InitializeAsync(client);
            health.ProbeBy(cancellation => client.GetBlobContainerClient(options.ContainerName).ExistsAsync(cancellation));
        }
        catch (Exception e) when (AzureErrors.IsOfTheService(e))
        {
            throw health.Failed(e, isWrite: false);
        }

        Log.Opened(logger, name, options.ContainerName);
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            using BlobDownloadStreamingResult answer = await Blob(stateName, grainId).DownloadStreamingAsync();
            var state = answer.Details.ContentLength > 0 ? await Read<T>(answer) : default;
            (grainState.State, grainState.ETag, grainState.RecordExists) = (state ?? New<T>(), answer.Details.ETag.ToString(), state is not null);
        }
        catch (RequestFailedException e) when (e.Status == AzureErrors.NotFound)
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (New<T>(), null, false);
        }
        catch (Exception e) when (AzureErrors.IsOfTheService(e))
        {
            throw health.Failed(e, isWrite: false);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var blob = Blob(stateName, grainId);
        var upload = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = MediaType }, Conditions = Unchanged(grainState.ETag) };
        var value = options.GrainStorageSerializer.Serialize(grainState.State);
        try
        {
            grainState.ETag = (await Upload(blob, grainId, value, upload)).ToString();
            grainState.RecordExists = true;
            health.Succeeded();
        }
        catch (RequestFailedException e) when (AzureErrors.IsConflict(e))
        {
            throw await Conflict(blob, stateName, grainId, grainState.ETag, e);
        }
        catch (Exception e) when (AzureErrors.IsOfTheService(e))
        {
            throw health.Failed(e, isWrite: true);
        }
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var blob = Blob(stateName, grainId);
        try
        {
            if (!options.DeleteStateOnClear)
                grainState.ETag = (await Upload(blob, grainId, BinaryData.Empty, new BlobUploadOptions { Conditions = Unchanged(grainState.ETag) })).ToString();
            else if (grainState.ETag is null)
                await EnsureMissing(blob, stateName, grainId);
            else
                await Delete(blob, stateName, grainId, grainState.ETag);

            if (options.DeleteStateOnClear)
                grainState.ETag = null;
            (grainState.State, grainState.RecordExists) = (New<T>(), false);
            health.Succeeded();
        }
        catch (RequestFailedException e) when (AzureErrors.IsConflict(e))
        {
            throw await Conflict(blob, stateName, grainId, grainState.ETag, e);
        }
        catch (Exception e) when (AzureErrors.IsOfTheService(e))
        {
            throw health.Failed(e, isWrite: true);
        }
    }

    private static BlobRequestConditions Unchanged(string? etag) =>
        string.IsNullOrEmpty(etag) ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = new ETag(etag) };

    private BlobClient Blob(string stateName, GrainId grainId) => containers.GetBlobContainerClient(grainId).GetBlobClient(BlobName.Of(stateName, grainId));

    private async Task<T?> Read<T>(BlobDownloadStreamingResult answer)
    {
        var bytes = new byte[answer.Details.ContentLength];
        await answer.Content.ReadExactlyAsync(bytes);
        return options.GrainStorageSerializer.Deserialize<T>(new BinaryData(bytes));
    }

    private async Task<ETag> Upload(BlobClient blob, GrainId grainId, BinaryData value, BlobUploadOptions upload)
    {
        try
        {
            return (await blob.UploadAsync(value, upload)).Value.ETag;
        }
        catch (RequestFailedException e) when (AzureErrors.IsMissingContainer(e))
        {
            // Deleted while the silo runs.
            await containers.GetBlobContainerClient(grainId).CreateIfNotExistsAsync();
            return (await blob.UploadAsync(value, upload)).Value.ETag;
        }
    }

    private async Task Delete(BlobClient blob, string stateName, GrainId grainId, string etag)
    {
        if (!(await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, Unchanged(etag))).Value)
            throw Inconsistent(stateName, grainId, stored: null, etag);
    }

    // Nothing to delete is what the caller believes; that it is true is looked up, as a condition cannot say it.
    private static async Task EnsureMissing(BlobClient blob, string stateName, GrainId grainId)
    {
        if (await StoredETag(blob) is { } stored)
            throw Inconsistent(stateName, grainId, stored, etag: null);
    }

    private static async Task<InconsistentStateException> Conflict(BlobClient blob, string stateName, GrainId grainId, string? etag, RequestFailedException exception)
    {
        try
        {
            return Inconsistent(stateName, grainId, await StoredETag(blob), etag, exception);
        }
        catch (Exception e) when (AzureErrors.IsOfTheService(e))
        {
            return Inconsistent(stateName, grainId, "unknown", etag, exception);
        }
    }

    private static async Task<string?> StoredETag(BlobClient blob)
    {
        try
        {
            return (await blob.GetPropertiesAsync()).Value.ETag.ToString();
        }
        catch (RequestFailedException e) when (e.Status == AzureErrors.NotFound)
        {
            return null;
        }
    }

    private static InconsistentStateException Inconsistent(string stateName, GrainId grainId, string? stored, string? etag, Exception? inner = null) =>
        new($"State {stateName} of {grainId} was changed by somebody else.", stored, etag, inner);

    private T New<T>() => activators.GetActivator<T>().Create();
}
