using System.Net.Sockets;
using System.Text;
using Gateway.Edge.Caching.Fills;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Fills that all clients have left.</summary>
public sealed class DesertionTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly DesertedFills _places = new();
    private int _abandoned;
    private bool _isForThem = true;

    [Fact]
    public async Task Readers_GoneFromContentThatIsStored_LeaveFewExchangesWithTheOrigin()
    {
        const int Clients = 150;
        var (under, hangs) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            Interlocked.Increment(ref under);
            await CacheTest.FreshAsync(context, "begun");
            await context.Response.Body.FlushAsync();
            await hangs.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref under);
        });
        var address = edge.Client.BaseAddress!; // Set by StartAsync.

        for (var i = 0; i < Clients; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /r?{i.Text()} HTTP/1.1\r\nHost: a\r\n\r\n"));
            Assert.True(await client.GetStream().ReadAsync(new byte[64]) > 0);
        }

        for (var wait = 0; wait < 500 && Volatile.Read(ref under) > 70; wait++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.InRange(Volatile.Read(ref under), 1, 70);
        hangs.SetResult();
    }

    [Fact]
    public async Task Fill_ThatAStoredAnswerStoodInFor_GoesOnForAWhileOnly()
    {
        var (asked, ended) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                if (Interlocked.Increment(ref asked) > 1)
                {
                    context.RequestAborted.Register(ended.SetResult);
                    await ended.Task;
                    return;
                }

                (context.Response.Headers.CacheControl, context.Response.Headers.Date) = ("max-age=10, stale-if-error=9000", _time.GetUtcNow().ToString("R"));
                await context.Response.WriteAsync("old");
            },
            services: s => s.AddSingleton<TimeProvider>(_time));
        await edge.TextAsync("/x");
        _time.Advance(TimeSpan.FromSeconds(11));
        var answer = edge.TextAsync("/x");
        await EventuallyAsync(() => Volatile.Read(ref asked) == 2);
        await EventuallyAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return answer.IsCompleted;
        });
        Assert.Equal("old", await answer);
        var places = edge.Services.GetRequiredService<Gateway.Edge.Caching.SharedCache>().Services.Deserted;
        await EventuallyAsync(() => Free(places) == DesertedFills.Most - 1);

        _time.Advance(DesertedFills.Longest);

        await ended.Task.WaitAsync(CacheTest.Patience);
        await EventuallyAsync(() => Free(places) == DesertedFills.Most);
    }

    [Fact]
    public void Audience_AllGone_GoesOnForAWhileOnly()
    {
        var audience = Audience();
        var (first, second) = (audience.First(), audience.Enter());
        first.Dispose();
        Assert.Equal(DesertedFills.Most, Free());
        second.Dispose();
        Assert.Equal(DesertedFills.Most - 1, Free());

        _time.Advance(DesertedFills.Longest - TimeSpan.FromSeconds(1));
        Assert.Equal(0, _abandoned);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _abandoned);
        audience.End();
        Assert.Equal(DesertedFills.Most, Free());
    }

    [Fact]
    public void Audience_WhereThereIsNoPlace_IsAbandonedAtOnce()
    {
        while (_places.TryEnter())
        {
        }

        Audience().First().Dispose();

        Assert.Equal(1, _abandoned);
    }

    [Fact]
    public void Audience_ThatSomebodyJoinsAgain_GivesItsPlaceBack()
    {
        var audience = Audience();
        audience.First().Dispose();
        using (audience.Enter())
        {
            Assert.Equal(DesertedFills.Most, Free());
            _time.Advance(2 * DesertedFills.Longest);
            Assert.Equal(0, _abandoned);
        }

        Assert.Equal(DesertedFills.Most - 1, Free());
    }

    [Fact]
    public void Audience_OfWhatIsWantedWithoutIt_LeavesItAlone()
    {
        _isForThem = false;
        Audience().First().Dispose();

        Assert.Equal((0, DesertedFills.Most), (_abandoned, Free()));
    }

    private FillAudience Audience() => new(_places, _time, 1, () => _isForThem, () => _abandoned++);

    private int Free() => Free(_places);

    private static int Free(DesertedFills places)
    {
        var free = 0;
        while (places.TryEnter())
            free++;
        for (var i = 0; i < free; i++)
            places.Leave();
        return free;
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        for (var i = 0; i < 500 && !condition(); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.True(condition());
    }
}
