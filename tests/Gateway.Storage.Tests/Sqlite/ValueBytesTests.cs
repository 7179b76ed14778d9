using Gateway.Storage.Sqlite;

namespace Gateway.Storage.Tests.Sqlite;

public sealed class ValueBytesTests
{
    private static readonly byte[] Value = [1, 2, 3];

    [Fact]
    public async Task Write_ThatIsStored_GivesTheMemoryBack()
    {
        await using var fixture = new StoreFixture();
        using var bytes = ValueBytes.Of(Value);
        await fixture.Store.Write(new PutState([1], bytes, null));

        Assert.True(bytes.IsClosed);
        Assert.Equal(Value, (await fixture.Store.ReadBytes([1]))?.State);
    }

    [Fact]
    public async Task Write_ThatConflicts_GivesTheMemoryBack()
    {
        await using var fixture = new StoreFixture();
        await fixture.Store.Write(Rows.Put([1], Value, null));
        using var bytes = ValueBytes.Of(Value);
        var result = await fixture.Store.Write(new PutState([1], bytes, null));

        Assert.True(result.IsConflict);
        Assert.True(bytes.IsClosed);
    }

    [Fact]
    public async Task Write_ToAClosedStore_GivesTheMemoryBack()
    {
        await using var fixture = new StoreFixture();
        await fixture.Store.CloseAsync();
        using var bytes = ValueBytes.Of(Value);

        await Assert.ThrowsAsync<StorageException>(() => fixture.Store.Write(new PutState([1], bytes, null)));
        Assert.True(bytes.IsClosed);
    }

    [Fact]
    public void Write_ThatFailsBeforeItRan_GivesTheMemoryBack()
    {
        using var bytes = ValueBytes.Of(Value);
        var write = new PutState([1], bytes, null);
        write.Fail(new StorageException(StorageFailure.Full, "No room."));

        Assert.True(bytes.IsClosed);
        Assert.True(write.Done.IsFaulted);
    }

    [Fact]
    public void Span_OnceGivenBack_IsNotToBeHad()
    {
        var bytes = ValueBytes.Of(Value);
        bytes.Dispose();
        bytes.Dispose();

        Assert.Throws<ObjectDisposedException>(() => bytes.Span.Length);
    }

    [Fact]
    public void Of_NothingAtAll_HasNoBytes()
    {
        using var bytes = ValueBytes.Of([]);
        Assert.Equal(0, bytes.Length);
        Assert.True(bytes.Span.IsEmpty);
    }
}
