using System.Globalization;
using Gateway.Edge.Invalidation;
using Gateway.Edge.Tests.Invalidation;
using Gateway.Placement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Edge.Tests.Silos;

/// <summary>Which silo an edge asks, and whom it listens to.</summary>
public sealed class SiloRoutingTests : IAsyncLifetime
{
    private const int Articles = 30;

    private readonly List<FakeSilo> _silos = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var name in (string[])["a", "b", "c"])
            _silos.Add(await FakeSilo.StartAsync(name));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
    }

    [Fact]
    public async Task Request_GoesToTheSiloThatOwnsItsKey_WhateverTheFormat()
    {
        await using var edge = await StartAsync();
        foreach (var i in Enumerable.Range(0, Articles))
        {
            foreach (var suffix in (string[])["", ".md", ".json"])
                Assert.Equal(OwnerOf(Slug(i), _silos), await edge.TextAsync($"/news/{Slug(i)}{suffix}"));
        }

        Assert.All(_silos, s => Assert.NotEqual(0, s.Asked));
    }

    [Fact]
    public async Task Edge_LearnsTheSilosFromOne_AndListensToAll()
    {
        await using var edge = await FakeCluster.StartAsync([_silos[0]]);
        Assert.False(edge.Readiness.IsReady);
        Assert.Equal("", await _silos[0].ListenAsync(3, Members(_silos)));
        await edge.KnowsAsync(3);
        Assert.True(edge.Readiness.IsReady);
        // What they changed before the edge knew them matters: they may have taken over what another answered for.
        Assert.Equal("?after=0", await _silos[1].ListenAsync(3, Members(_silos)));
        Assert.Equal("?after=0", await _silos[2].ListenAsync(3, Members(_silos)));
    }

    [Fact]
    public async Task SiloThatJoins_IsListenedTo_AndAskedOnceItHasJoined()
    {
        await using var edge = await StartAsync(2);
        await _silos[0].TellAsync(4, _silos[0].Member(), _silos[1].Member(), _silos[2].Member(isJoining: true));
        await edge.KnowsAsync(4);
        await _silos[2].ListenAsync(4, _silos[0].Member(), _silos[1].Member(), _silos[2].Member(isJoining: true));
        foreach (var i in Enumerable.Range(0, Articles))
            Assert.Equal(OwnerOf(Slug(i), _silos[..2]), await edge.TextAsync($"/news/{Slug(i)}"));

        await _silos[1].TellAsync(5, Members(_silos));
        await edge.KnowsAsync(5);
        foreach (var i in Enumerable.Range(0, Articles))
            Assert.Equal(OwnerOf(Slug(i), _silos), await edge.TextAsync($"/news/{Slug(i)}"));
    }

    [Fact]
    public async Task View_OfASiloThatWasAway_IsNotBelieved()
    {
        await using var edge = await StartAsync();
        await _silos[1].TellAsync(7, _silos[1].Member(), _silos[2].Member());
        await edge.KnowsAsync(7);
        await _silos[2].TellAsync(6, Members(_silos));
        await _silos[2].TellAsync(8, _silos[2].Member());
        await edge.KnowsAsync(8);
        Assert.Equal([_silos[2].Name], edge.Table.Current.Owners.Select(o => o.Name));
    }

    [Fact]
    public async Task SiloThatIsGone_IsPassedOver_ForEveryRead()
    {
        await using var edge = await StartAsync();
        await _silos[1].DisposeAsync();
        foreach (var i in Enumerable.Range(0, Articles))
        {
            var text = await edge.TextAsync($"/news/{Slug(i)}");
            Assert.NotEqual("b", text);
            if (OwnerOf(Slug(i), _silos) is not "b" and var owner)
                Assert.Equal(owner, text);
        }
    }

    // Killed between the head and the end of an answer: its readers have seen nothing of it.
    [Fact]
    public async Task SiloThatDiesInTheMidstOfAnAnswer_IsPassedOver()
    {
        await using var edge = await StartAsync();
        _silos[1].Answer = static async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        foreach (var i in Enumerable.Range(0, Articles))
        {
            var name = await edge.TextAsync($"/news/{Slug(i)}");
            Assert.Contains(name, (string[])["a", "c"]);
        }

        Assert.NotEqual(0, _silos[1].Asked);
    }

    [Fact]
    public async Task SiloThatIsSilent_IsPassedOver()
    {
        await using var edge = await StartAsync(settings: new() { ["Gateway:Edge:SiloPatience"] = "00:00:00.2" });
        var slug = Enumerable.Range(0, Articles).Select(Slug).First(s => OwnerOf(s, _silos) == "c");
        _silos[2].Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        Assert.NotEqual("c", await edge.TextAsync($"/news/{slug}"));
    }

    [Fact]
    public async Task SiloThatCannotReachItsGrain_IsPassedOver()
    {
        await using var edge = await StartAsync();
        var slug = Enumerable.Range(0, Articles).Select(Slug).First(s => OwnerOf(s, _silos) == "a");
        _silos[0].Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        Assert.NotEqual("a", await edge.TextAsync($"/news/{slug}"));
    }

    [Fact]
    public async Task SiloThatLeaves_LeavesDoubt_AboutEverything()
    {
        var cache = new FakeCache();
        await using var edge = await FakeCluster.StartAsync([_silos[0]], services: s => s.AddSingleton<IInvalidations>(cache));
        await _silos[0].ListenAsync(3, Members(_silos[..2]));
        await _silos[1].ListenAsync(3, Members(_silos[..2]));
        await TellsAsync(cache, "open b:1:0");
        await _silos[0].TellAsync(4, _silos[0].Member());
        await TellsAsync(cache, "lost b");
        await TellsAsync(cache, "missed");
    }

    private async Task<FakeCluster> StartAsync(int count = 3, Dictionary<string, string?>? settings = null)
    {
        var silos = _silos[..count];
        var edge = await FakeCluster.StartAsync(silos, settings);
        foreach (var silo in silos)
            await silo.ListenAsync(3, Members(silos));
        await edge.KnowsAsync(3);
        return edge;
    }

    private static async Task TellsAsync(FakeCache cache, string line)
    {
        while (await cache.NextAsync() != line)
        {
        }
    }

    private static string[] Members(IEnumerable<FakeSilo> silos) => [.. silos.Select(s => s.Member())];

    private static string OwnerOf(string slug, List<FakeSilo> silos) => silos[Rendezvous.Owner([.. silos.Select(s => Rendezvous.HashOf(s.Name))], PlacementKey.OfArticle(slug))].Name;

    private static string Slug(int i) => string.Create(CultureInfo.InvariantCulture, $"article-{i}");
}
