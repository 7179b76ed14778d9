using System.Text;
using System.Text.RegularExpressions;
using Gateway.Origin.Pages;
using Gateway.Syndication.Articles;
using Gateway.Tests.Shared;

namespace Gateway.Origin.Tests.Pages;

/// <summary>The articles that ship with the gateway, which are the first that a newcomer sees.</summary>
public sealed class SampleArticlesTests
{
    private static readonly string[] Lines =
        File.ReadAllLines(Path.Combine(Corpus.RepositoryRoot, "src", "Gateway", "Sample", "articles.ndjson"));

    private static readonly Article[] Articles = [.. Lines.Select(l => RenderedArticles.Read(Encoding.UTF8.GetBytes(l)))];

    [Fact]
    public void Sample_Whole_IsThirtyArticlesInManyLanguagesWithSharedTopics()
    {
        Assert.Equal(30, Articles.Length);
        Assert.Equal(30, Articles.Select(a => a.Slug).Distinct().Count());
        Assert.Equal(30, Articles.Select(a => a.Title).Distinct().Count());
        Assert.InRange(Articles.Select(a => a.Language).Distinct().Count(), 13, 30);
        Assert.All(Articles.SelectMany(a => a.Topics).GroupBy(t => t), t => Assert.InRange(t.Count(), 3, 30));
    }

    [Fact]
    public void Sample_EachArticle_LivesAtTheGatewayAndRefersToExamplesOnly()
    {
        Assert.All(Articles, a =>
        {
            Assert.Null(a.Url);
            Assert.Null(a.Image);
            Assert.NotNull(a.Summary);
            Assert.NotEmpty(a.Authors);
            Assert.NotEmpty(a.Topics);
            Assert.InRange(a.PublishedAt, new DateTimeOffset(2026, 10, 1, 0, 0, 0, default), new DateTimeOffset(2026, 11, 20, 0, 0, 0, default));
        });
        var addresses = Lines.SelectMany(l => Regex.Matches(l, @"https?://(?<host>[^/\s)""]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        Assert.All(addresses, m => Assert.EndsWith(".example.org", m.Groups["host"].Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sample_EachArticle_MakesAPageWithoutAnError()
    {
        foreach (var article in Articles)
        {
            var bytes = await PageRenderer.ArticlePage(RenderedArticles.Represent(article, Samples.Publication), Samples.Publication);
            var page = Samples.Parse(Encoding.UTF8.GetString(bytes.Span));
            Assert.NotNull(page.QuerySelector(".dek"));
            Assert.Empty(page.QuerySelectorAll("img"));
        }
    }
}
