using Azure.Storage.Blobs;
using Azure;
using Gateway.Storage.AzureStorage.Blobs;
using Gateway.Storage.AzureStorage;
using Gateway.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace Gateway.Storage.Tests.AzureStorage;

[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobGrainStorageTests(AzuriteServer azurite) : GrainStorageContract, IAsyncLifetime
{
    private readonly AzureFixture _fixture = new(azurite.ConnectionString);

    protected override IGrainStorage Storage => _fixture.Storage;

    public async ValueTask InitializeAsync() => await _fixture.StartAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Blob_IsNamedAsTheOfficialProviderNamesIt()
    {
        await Storage.WriteStateAsync("state", GrainId.Create("topic", "topics/rust"), new HeldState { State = new TestState() });

        Assert.Equal(["state-topic/topics/rust.json"], Blobs().Select(b => b.Name));
        Assert.Equal("application/octet-stream", Blobs().Single().Properties.ContentType);
    }

    [Fact]
    public async Task Blobs_OfKeysBeyondTheirLength_AreKeptApart()
    {
        // A blob's name holds 1,024 characters, an address 2,000.
        var common = new string('a', 2_000);
        var (first, second) = (GrainId.Create("address", common + "1"), GrainId.Create("address", common + "2"));
        await Storage.WriteStateAsync("state", first, new HeldState { State = new TestState { Text = "first" } });
        await Storage.WriteStateAsync("state", second, new HeldState { State = new TestState { Text = "second" } });

        var read = new HeldState();
        await Storage.ReadStateAsync("state", first, read);

        Assert.Equal("first", read.State.Text);
        Assert.All(Blobs(), b => Assert.True(b.Name.Length <= 1_024, $"{b.Name.Length}"));
    }

    [Fact]
    public async Task Clear_KeepingBlobs_LeavesAnEmptyOneUnderAnotherETag()
    {
        await using var keeping = await new AzureFixture(azurite.ConnectionString, deletes: false, container: _fixture.Container).StartAsync();
        var id = NewId();
        var state = new HeldState { State = new TestState { Text = "text" } };
        await keeping.Storage.WriteStateAsync("state", id, state);
        var before = state.ETag;

        await keeping.Storage.ClearStateAsync("state", id, state);

        Assert.NotNull(state.ETag);
        Assert.NotEqual(before, state.ETag);
        var read = new HeldState();
        await keeping.Storage.ReadStateAsync("state", id, read);
        Assert.False(read.RecordExists);
        Assert.Equal(state.ETag, read.ETag);
        await keeping.Storage.WriteStateAsync("state", id, state);
    }

    [Fact]
    public async Task Write_ContainerDeletedMeanwhile_MakesIt()
    {
        await Container().DeleteAsync();

        await Storage.WriteStateAsync("state", NewId(), new HeldState { State = new TestState { Text = "text" } });

        Assert.Single(Blobs());
    }

    [Fact]
    public async Task Service_ThatIsNotThere_IsAnOutcomeUnknownToWriters()
    {
        await using var nowhere = new AzureFixture("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:1/a;TableEndpoint=http://127.0.0.1:1/a;", retries: 0);

        var failure = await Assert.ThrowsAnyAsync<StorageException>(() => ((AzureBlobGrainStorage)nowhere.Storage).InitializeAsync());

        Assert.True(failure.IsRetryable, failure.Message);
    }

    [Fact]
    public async Task Health_AfterAFailure_IsReadyOnceTheServiceIsFoundBack()
    {
        var health = _fixture.Services.GetRequiredService<AzureStorageHealth>();
        Assert.True((await health.CheckAsync()).IsReady);

        Assert.True(health.Failed(new RequestFailedException(503, "Server busy."), isWrite: true) is StorageOutcomeUnknownException);

        Assert.True((await health.CheckAsync()).IsReady);
    }

    [Fact]
    public async Task Health_OfAServiceThatStaysAway_SaysWhy()
    {
        var health = new AzureStorageHealth(TimeProvider.System, NullLogger<AzureStorageHealth>.Instance);
        health.ProbeBy(_ => throw new RequestFailedException(503, "Server busy."));
        health.Failed(new RequestFailedException(500, "Internal error."), isWrite: false);

        var snapshot = await health.CheckAsync();

        Assert.False(snapshot.IsReady);
        Assert.Contains("Server busy.", snapshot.Problem, StringComparison.Ordinal);
    }

    private BlobContainerClient Container() => new(azurite.ConnectionString, _fixture.Container);

    private List<Azure.Storage.Blobs.Models.BlobItem> Blobs() => [.. Container().GetBlobs()];
}
