using Gateway.Edge.Caching.Fills;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Content on its way, and readers that are slow.</summary>
public sealed class FillBodyTests
{
    private const int Window = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly ArrivingBudget _budget = new(1_000);
    private readonly LingeringBodies _lingering = new(15);

    [Fact]
    public async Task SlowReaders_OfWhatPassesThrough_AreCutOffTogether()
    {
        using var body = New();
        var slow = Enumerable.Range(0, 4).Select(_ => body.TryRead()!).ToList(); // Nothing has gone yet.
        var fast = body.TryRead()!; // As above.
        Assert.True(body.Pass());

        await body.WriteAsync(new byte[Window], default);
        fast.Passed((await fast.ReadAsync(default)).Length);
        var writing = body.WriteAsync(new byte[Window], default).AsTask();
        Assert.False(writing.IsCompleted);
        _time.Advance(Patience);

        await writing.WaitAsync(CacheTest.Patience);
        foreach (var reader in slow)
            await Assert.ThrowsAsync<IOException>(() => reader.ReadAsync(default).AsTask());
        Assert.Equal(Window, (await fast.ReadAsync(default)).Length);
    }

    [Fact]
    public async Task SlowReaders_OfWhatIsStored_AreCutOffPastTheBoundOldestFirst()
    {
        using var first = await Ended();
        var reader = first.TryRead()!; // Kept from its start.
        first.Dispose();
        Assert.Equal((0, 10), (_budget.Taken, _lingering.Held));

        using var second = await Ended();
        var other = second.TryRead()!; // As above.
        second.Dispose();

        Assert.Equal(10, _lingering.Held);
        await Assert.ThrowsAsync<IOException>(() => reader.ReadAsync(default).AsTask());
        Assert.Equal(10, (await other.ReadAsync(default)).Length);
        other.Dispose();
        Assert.Equal(0, _lingering.Held);
        reader.Dispose();
        Assert.Equal(0, _lingering.Held);
    }

    [Fact]
    public async Task LateReader_OfWhatIsStored_IsCountedToo()
    {
        using var body = await Ended();
        body.Dispose();
        Assert.Equal(0, _lingering.Held);

        var reader = body.TryRead()!; // Kept from its start.

        Assert.Equal(10, _lingering.Held);
        reader.Dispose();
        Assert.Equal(0, _lingering.Held);
    }

    private FillBody New() => new(_budget, _lingering, 1_000, Window, Patience, _time);

    private async Task<FillBody> Ended()
    {
        var body = New();
        body.Keep();
        await body.WriteAsync(new byte[10], default);
        body.End(broken: false);
        return body;
    }
}
