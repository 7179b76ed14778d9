using System.Text;
using Gateway.Edge.Invalidation;

namespace Gateway.Edge.Tests.Invalidation;

/// <summary>Records leave a bulk answer, lines do not.</summary>
public sealed class RecordStreamTests
{
    private const string Answer = "\u001Ea;s=1, b;s=2\n{\"slug\":\"a\"}\n{\"slug\":\"ä\\u001e\"}\n\u001Ec;s=3\n\u001Ed;s=4\n{\"slug\":\"c\"}\n";
    private const string Lines = "{\"slug\":\"a\"}\n{\"slug\":\"ä\\u001e\"}\n{\"slug\":\"c\"}\n";

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4096)]
    [InlineData(2, 3)]
    [InlineData(7, 5)]
    [InlineData(13, 4096)]
    [InlineData(4096, 1)]
    [InlineData(4096, 4096)]
    public async Task Read_InPiecesOfAnySize_GivesTheLines_AndHearsTheRecords(int arriving, int reading)
    {
        var heard = new List<string>();
        await using var stream = Open(Encoding.UTF8.GetBytes(Answer), arriving, record =>
        {
            heard.Add(record);
            return Task.CompletedTask;
        });
        Assert.Equal(Lines, await ReadAsync(stream, reading));
        Assert.Equal(["a;s=1, b;s=2", "c;s=3", "d;s=4"], heard);
    }

    [Fact]
    public async Task Lines_WaitForTheRecordBeforeThem_AndTheOnesBeforeItDoNot()
    {
        var refreshed = new TaskCompletionSource();
        await using var stream = Open("one\n\u001Ea;s=1\ntwo\n"u8.ToArray(), 4096, _ => refreshed.Task);
        var buffer = new byte[100];
        Assert.Equal(4, await stream.ReadAsync(buffer));
        var second = stream.ReadAsync(buffer).AsTask();
        Assert.False(second.IsCompleted);
        refreshed.SetResult();
        Assert.Equal(4, await second);
        Assert.Equal("two\n", Encoding.ASCII.GetString(buffer, 0, 4));
    }

    [Fact]
    public async Task EmptyRead_DoesNotWait_WhereThereIsSomething()
    {
        await using var stream = Open("one\ntwo\n"u8.ToArray(), 4096, _ => Task.CompletedTask);
        Assert.Equal(1, await stream.ReadAsync(new byte[1]));
        var empty = stream.ReadAsync(Memory<byte>.Empty);
        Assert.True(empty.IsCompletedSuccessfully);
        Assert.Equal(0, await empty);
        Assert.Equal("ne\ntwo\n", await ReadAsync(stream, 100));
    }

    [Fact]
    public async Task Answer_ThatEndsWithinARecord_IsBroken()
    {
        await using var stream = Open("one\n\u001Ea;s="u8.ToArray(), 4096, _ => Task.CompletedTask);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(stream, 100));
    }

    [Fact]
    public async Task Record_WithoutEnd_IsNotGathered()
    {
        var endless = new byte[2 * 1024 * 1024];
        endless.AsSpan().Fill((byte)'x');
        endless[0] = 0x1E;
        await using var stream = Open(endless, 4096, _ => Task.CompletedTask);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(stream, 100));
    }

    private static RecordStream Open(byte[] bytes, int piece, Func<string, Task> heard) => new(new Pieces(bytes, piece), heard);

    private static async Task<string> ReadAsync(RecordStream stream, int size)
    {
        var all = new MemoryStream();
        var buffer = new byte[size];
        while (await stream.ReadAsync(buffer) is var read and > 0)
            all.Write(buffer, 0, read);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
