using Gateway.HttpCaching.Store;

namespace Gateway.HttpCaching.Tests.Store;

public sealed class GrowingBodyTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 500_000).Select(i => (byte)(i * 31 >> 3))];

    [Theory]
    [InlineData(-1)]
    [InlineData(500_000)]
    [InlineData(10)]
    public async Task Body_ReadByManyWhileItGrows_IsTheSameForEach(long expected)
    {
        var body = new GrowingBody(expected);
        var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => ReadAll(body))).ToList();
        var random = new Random(1);
        for (var written = 0; written < Bytes.Length;)
        {
            var count = Math.Min(random.Next(1, 3_000), Bytes.Length - written);
            body.Append(Bytes.AsSpan(written, count));
            written += count;
            if (random.Next(20) == 0)
                await Task.Yield();
        }

        var stored = body.Complete();
        Assert.Equal(Bytes.Length, stored.Length);
        readers.Add(ReadAll(body));
        foreach (var read in await Task.WhenAll(readers))
            Assert.True(Bytes.AsSpan().SequenceEqual(read));
    }

    [Fact]
    public async Task Body_BrokenOff_GivesWhatCameInAndThenSaysSo()
    {
        var body = new GrowingBody();
        var early = ReadAll(body);
        body.Append("abc"u8);
        body.Fail(new TimeoutException());
        Assert.Equal("abc"u8.ToArray(), (await body.ReadAsync(0)).ToArray());
        Assert.IsType<TimeoutException>((await Assert.ThrowsAsync<IOException>(async () => await body.ReadAsync(3))).InnerException);
        await Assert.ThrowsAsync<IOException>(() => early);
        Assert.Throws<InvalidOperationException>(() => body.Append("d"u8));
        Assert.Throws<InvalidOperationException>(() => body.Complete());
    }

    [Fact]
    public async Task Reader_ThatGivesUp_DisturbsNobody()
    {
        var body = new GrowingBody();
        using var gone = new CancellationTokenSource();
        var first = body.ReadAsync(0, gone.Token).AsTask();
        var second = body.ReadAsync(0).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        body.Append("x"u8);
        Assert.Equal("x"u8.ToArray(), (await second).ToArray());
        body.Complete();
        body.Fail(new TimeoutException());
        Assert.True((await body.ReadAsync(1)).IsEmpty);
    }

    [Fact]
    public async Task Bytes_OnceRead_NeverChange()
    {
        var body = new GrowingBody();
        body.Append("abc"u8);
        var read = await body.ReadAsync(0);
        body.Append(new byte[100_000]);
        body.Complete();
        Assert.Equal("abc"u8.ToArray(), read.ToArray());
    }

    private static async Task<byte[]> ReadAll(GrowingBody body)
    {
        using var all = new MemoryStream();
        while (await body.ReadAsync(all.Length) is { IsEmpty: false } next)
            all.Write(next.Span);
        return all.ToArray();
    }
}
