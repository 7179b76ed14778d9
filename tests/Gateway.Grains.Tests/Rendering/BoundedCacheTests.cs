using Gateway.Grains.Rendering;

namespace Gateway.Grains.Tests.Rendering;

public sealed class BoundedCacheTests
{
    private readonly BoundedCache<int, string> _cache = new(100, value => value.Length == 0 ? -1 : value.Length);

    [Fact]
    public async Task GetOrMake_PastTheBound_DropsWhatWasUsedLongestAgo()
    {
        for (var key = 0; key < 10; key++)
            await _cache.GetOrMake(key, () => Task.FromResult(new string('x', 10)));
        Assert.True(_cache.TryGet(0, out _));
        await _cache.GetOrMake(10, () => Task.FromResult(new string('x', 15)));
        Assert.Equal(95, _cache.Weight);
        Assert.True(_cache.TryGet(0, out _));
        Assert.False(_cache.TryGet(1, out _));
        Assert.False(_cache.TryGet(2, out _));
        Assert.True(_cache.TryGet(3, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task GetOrMake_TooHeavyOrNotToBeKept_IsAnsweredAndNotKept(int length)
    {
        Assert.Equal(length, (await _cache.GetOrMake(1, () => Task.FromResult(new string('x', length)))).Length);
        Assert.Equal(0, _cache.Weight);
    }

    [Fact]
    public async Task GetOrMake_ManyAtOnce_MakesItOnce()
    {
        var made = 0;
        var gate = new TaskCompletionSource();
        var asked = Enumerable.Range(0, 50).Select(_ => _cache.GetOrMake(1, async () =>
        {
            Interlocked.Increment(ref made);
            await gate.Task;
            return "x";
        })).ToList();
        gate.SetResult();
        await Task.WhenAll(asked);
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task GetOrMake_Failed_IsTriedAgain()
    {
        await Assert.ThrowsAsync<IOException>(() => _cache.GetOrMake(1, () => throw new IOException("no")));
        Assert.Equal("x", await _cache.GetOrMake(1, () => Task.FromResult("x")));
    }
}
