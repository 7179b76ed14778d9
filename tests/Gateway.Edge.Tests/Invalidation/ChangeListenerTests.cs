using System.Threading.Channels;
using Gateway.Edge.Invalidation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Edge.Tests.Invalidation;

/// <summary>The edge's ear, before a silo that a test plays.</summary>
public sealed class ChangeListenerTests
{
    private static readonly Dictionary<string, string?> Quick = new() { ["Gateway:Edge:Invalidation:ReconnectDelay"] = "00:00:00.01" };

    private readonly FakeCache _cache = new();
    private readonly FakeSilo _silo = new();

    [Fact]
    public async Task Stream_IsPassedOn()
    {
        await using var edge = await StartAsync();
        var stream = await _silo.NextAsync();
        Assert.Equal("", stream.Query);
        Assert.NotEmpty(stream.Listener);
        await stream.SayAsync("""{"silo":"s","epoch":9,"sequence":4}""");
        Assert.Equal("open s:9:4", await _cache.NextAsync());
        await stream.SayAsync("""{"sequence":4}""");
        await stream.SayAsync("""{"sequence":6,"changed":{"topic:latest":6},"dropped":{"article:a":5}}""");
        Assert.Equal("stale topic:latest s:9:6", await _cache.NextAsync());
        Assert.Equal("drop article:a s:9:5", await _cache.NextAsync());
    }

    [Fact]
    public async Task Break_LosesTheSource_AndTheNextStreamGoesOnWhereItWas()
    {
        await using var edge = await StartAsync();
        var first = await _silo.NextAsync();
        await first.SayAsync("""{"silo":"s","epoch":9,"sequence":4}""");
        await first.SayAsync("""{"sequence":5,"changed":{"a":5}}""");
        await TakeAsync("open s:9:4", "stale a s:9:5");

        first.Break();
        await TakeAsync("lost s");
        var second = await _silo.NextAsync();
        Assert.Equal("?epoch=9&after=5", second.Query);
        await second.SayAsync("""{"silo":"s","epoch":9,"sequence":5}""");
        await second.SayAsync("""{"sequence":7,"dropped":{"b":7}}""");
        await TakeAsync("open s:9:5", "drop b s:9:7");
    }

    [Fact]
    public async Task NewEpoch_IsAnotherSource_AfterTheOldOneIsLost()
    {
        await using var edge = await StartAsync();
        var first = await _silo.NextAsync();
        await first.SayAsync("""{"silo":"s","epoch":9,"sequence":400}""");
        await TakeAsync("open s:9:400");
        first.Break();
        var second = await _silo.NextAsync();
        await second.SayAsync("""{"silo":"s","epoch":10,"sequence":2,"gap":true}""");
        await second.SayAsync("""{"sequence":3,"changed":{"a":3}}""");
        await TakeAsync("lost s", "open s:10:2", "stale a s:10:3");
        second.Break();
        Assert.Equal("?epoch=10&after=3", (await _silo.NextAsync()).Query);
    }

    [Fact]
    public async Task Gap_LosesWhatWasBefore_AndGoesOnAfterIt()
    {
        await using var edge = await StartAsync();
        var stream = await _silo.NextAsync();
        await stream.SayAsync("""{"silo":"s","epoch":9,"sequence":4}""");
        await stream.SayAsync("""{"sequence":90000,"gap":true}""");
        await stream.SayAsync("""{"sequence":90001,"changed":{"a":90001}}""");
        await TakeAsync("open s:9:4", "lost s", "open s:9:90000", "stale a s:9:90001");
    }

    [Fact]
    public async Task PausedSilo_IsLost_WhenItsHeartbeatIsMissing_AndHeardAgainWhenItIsBack()
    {
        var time = new FakeTimeProvider();
        await using var edge = await StartAsync(time);
        var first = await _silo.NextAsync();
        await first.SayAsync("""{"silo":"s","epoch":9,"sequence":4}""");
        await TakeAsync("open s:9:4");

        // Alive: however long it goes on, nothing is lost while lines come.
        for (var i = 0; i < 5; i++)
        {
            await first.SayAsync($$"""{"changed":{"k":{{5 + i}} },"sequence":{{5 + i}} }""");
            await TakeAsync($"stale k s:9:{5 + i}");
            time.Advance(TimeSpan.FromSeconds(4));
        }

        var lost = _cache.NextAsync();
        while (!lost.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(lost, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        Assert.Equal("lost s", await lost);
        var back = _silo.NextAsync();
        while (!back.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(back, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        var second = await back;
        Assert.Equal("?epoch=9&after=9", second.Query);
        await second.SayAsync("""{"silo":"s","epoch":9,"sequence":9}""");
        await TakeAsync("open s:9:9");
    }

    [Theory]
    [InlineData("""{"sequence":4}""")]
    [InlineData("""{"silo":"s","sequence":4}""")]
    [InlineData("nonsense")]
    [InlineData("null")]
    public async Task FirstLine_ThatSaysNotWhose_IsNoStream(string line)
    {
        await using var edge = await StartAsync();
        await (await _silo.NextAsync()).SayAsync(line);
        // It comes back, and has not told the cache anything.
        await (await _silo.NextAsync()).SayAsync("""{"silo":"s","epoch":9,"sequence":4}""");
        Assert.Equal("open s:9:4", await _cache.NextAsync());
    }

    [Fact]
    public async Task Line_OfAKindThatIsNotKnown_ChangesNothing_AtFirstAndLater()
    {
        await using var edge = await StartAsync();
        var first = await _silo.NextAsync();
        await first.SayAsync("""{"hello":"from a later version"}""");
        await first.SayAsync("""{"silo":"s","epoch":9,"sequence":4,"version":2}""");
        await first.SayAsync("""{"load":0.5}""");
        await first.SayAsync("""{"sequence":6,"changed":{"a":6},"moved":["b"]}""");
        await first.SayAsync("""{"load":0.75}""");
        await TakeAsync("open s:9:4", "stale a s:9:6");
        first.Break();
        await TakeAsync("lost s");
        Assert.Equal("?epoch=9&after=6", (await _silo.NextAsync()).Query);
    }

    [Fact]
    public async Task TwoEdges_BothHear()
    {
        var other = new FakeCache();
        await using var one = await StartAsync();
        var first = await _silo.NextAsync();
        await using var two = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: Quick, changes: _silo.Answer, services: s => s.AddSingleton<IInvalidations>(other));
        var second = await _silo.NextAsync();
        Assert.NotEqual(first.Listener, second.Listener);
        foreach (var stream in (FakeSilo.Heard[])[first, second])
        {
            await stream.SayAsync("""{"silo":"s","epoch":9,"sequence":4}""");
            await stream.SayAsync("""{"sequence":5,"changed":{"a":5}}""");
        }

        await TakeAsync("open s:9:4", "stale a s:9:5");
        Assert.Equal("open s:9:4", await other.NextAsync());
        Assert.Equal("stale a s:9:5", await other.NextAsync());

        // One's stream breaks: the other's cache stays as fresh as it was.
        first.Break();
        await TakeAsync("lost s");
        await second.SayAsync("""{"sequence":6,"changed":{"b":6}}""");
        Assert.Equal("stale b s:9:6", await other.NextAsync());
    }

    private async Task TakeAsync(params string[] expected)
    {
        foreach (var line in expected)
            Assert.Equal(line, await _cache.NextAsync());
    }

    private Task<FakeOrigin> StartAsync(TimeProvider? time = null) => FakeOrigin.StartAsync(
        _ => Task.CompletedTask,
        settings: Quick,
        changes: _silo.Answer,
        services: services =>
        {
            services.AddSingleton<IInvalidations>(_cache);
            if (time is not null)
                services.AddSingleton(time);
        });

    /// <summary>A silo's end of streams.</summary>
    private sealed class FakeSilo
    {
        private readonly Channel<Heard> _streams = Channel.CreateUnbounded<Heard>();

        public async Task<Heard> NextAsync() => await _streams.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        public async Task Answer(HttpContext context)
        {
            var heard = new Heard(context);
            await context.Response.StartAsync();
            _streams.Writer.TryWrite(heard);
            await Task.WhenAny(heard.Broken, Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
            if (!context.RequestAborted.IsCancellationRequested)
                context.Abort();
        }

        public sealed class Heard(HttpContext context)
        {
            private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public string Query { get; } = context.Request.QueryString.Value ?? "";

            public string Listener { get; } = context.Request.Headers["Gateway-Listener"].ToString();

            public Task Broken => _broken.Task;

            public async Task SayAsync(string line)
            {
                await context.Response.WriteAsync(line + "\n");
                await context.Response.Body.FlushAsync();
            }

            public void Break() => _broken.SetResult();
        }
    }
}
