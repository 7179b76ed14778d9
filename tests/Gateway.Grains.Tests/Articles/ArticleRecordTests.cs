using Gateway.Contracts.Articles;
using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;

namespace Gateway.Grains.Tests.Articles;

/// <summary>The record of an activated article, which stays in memory only where somebody reads it.</summary>
public sealed class ArticleRecordTests : IAsyncLifetime
{
    private readonly FaultyStorage _storage = new();
    private TestGateway? _started;

    private TestGateway Gateway => _started ?? throw new InvalidOperationException("Not started.");

    private IArticleGrain Article => Gateway.Grains.GetGrain<IArticleGrain>("a");

    public async ValueTask InitializeAsync() => _started = await TestGateway.Start(_storage);

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
            await _started.DisposeAsync();
    }

    [Fact]
    public async Task ReadRevision_AfterAPut_ReadsTheRecordOnce()
    {
        var change = Changes.Put("a");
        await Article.Apply(5, change);
        var reads = _storage.Reads;
        Assert.Equal(change.Record.ToArray(), (await Article.ReadRevision(1))?.Record.ToArray());
        Assert.Equal(change.Record.ToArray(), (await Article.ReadRevision(1))?.Record.ToArray());
        Assert.Equal(reads + 1, _storage.Reads);
    }

    [Fact]
    public async Task Apply_OfNewArticlesAndReplays_ReadsNoRecord()
    {
        await Article.Describe();
        var reads = _storage.Reads;
        await Article.Apply(5, Changes.Put("a"));
        await Article.Apply(5, Changes.Put("a"));
        Assert.NotNull(await Article.Describe());
        Assert.Null(await Article.ReadRevision(2));
        Assert.Equal(reads, _storage.Reads);
    }

    [Fact]
    public async Task Apply_AgainAfterARead_OwesWhatItOwed()
    {
        var first = await Article.Apply(5, Changes.Put("a", topics: ["one"]));
        Assert.NotNull(await Article.ReadRevision(1));
        Assert.Equal(first.Owed, (await Article.Apply(5, Changes.Put("a", topics: ["one"]))).Owed);
    }

    [Fact]
    public async Task ReadRevision_AfterSettlingAndARead_ShowsThePreviousOneNoMore()
    {
        await Article.Apply(5, Changes.Put("a", "1"));
        await Article.Apply(6, Changes.Put("a", "2"));
        Assert.NotNull(await Article.ReadRevision(1));
        await Article.Apply(7, Changes.Put("a", "3"));
        await Article.Settle(7);
        Assert.NotNull(await Article.ReadRevision(3));
        Assert.Null(await Article.ReadRevision(2));
    }

    [Theory]
    [InlineData(FaultKind.HangBefore)]
    [InlineData(FaultKind.HangAfter)]
    public async Task Reads_WhileAnEditIsBeingStored_ShowTheRevisionBefore(FaultKind kind)
    {
        var (one, two) = (Changes.Put("a", "1"), Changes.Put("a", "2"));
        await Article.Apply(5, one);
        var hang = _storage.Arm(kind);
        var edit = Article.Apply(6, two);
        await hang.Struck;
        Assert.Equal(one.Record.ToArray(), (await Article.ReadRevision(1))?.Record.ToArray());
        Assert.Null(await Article.ReadRevision(2));
        Assert.Equal(1, (await Article.Represent(ArticleFormat.Html))?.Header.Revision);

        hang.Release();
        await edit;
        Assert.Equal(one.Record.ToArray(), (await Article.ReadRevision(1))?.Record.ToArray());
        Assert.Equal(two.Record.ToArray(), (await Article.ReadRevision(2))?.Record.ToArray());
    }

    [Fact]
    public async Task Resume_OfAChangeThatNobodyCarriesOn_KeepsTheRecord()
    {
        var change = Changes.Put("a");
        await Article.Apply(5, change);
        await Article.Resume(6);
        Assert.Equal(change.Record.ToArray(), (await Article.ReadRevision(1))?.Record.ToArray());
    }
}
