using Orleans.Storage;

namespace Gateway.Storage.Tests.Sqlite;

public sealed class SqliteGrainStorageTests : GrainStorageContract, IAsyncDisposable
{
    private readonly StoreFixture _fixture = new();

    protected override IGrainStorage Storage => _fixture.Storage;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
