namespace Gateway.Placement.Tests;

/// <summary>From an address to the key of the grain that it shows.</summary>
public sealed class PlacementKeyTests
{
    [Theory]
    [InlineData("/news/hello", "news/hello")]
    [InlineData("/news/hello.md", "news/hello")]
    [InlineData("/news/hello.jsonld", "news/hello")]
    [InlineData("/news/n%C3%A4her.json", "news/näher")]
    [InlineData("/api/articles/n%C3%A4her", "news/näher")]
    public void Path_OfAnArticle_HasItsKey(string path, string key) => Assert.Equal((key, PlacementKey.OfArticle(key["news/".Length..])), (PlacementKey.OfPath(path), key));

    [Theory]
    [InlineData("/latest", "latest")]
    [InlineData("/latest.rss", "latest")]
    [InlineData("/latest/archives/100-r1.atom", "latest")]
    [InlineData("/topics/ai", "topics/ai")]
    [InlineData("/topics/ai.atom", "topics/ai")]
    [InlineData("/topics/ai/archives/100-r1.json", "topics/ai")]
    [InlineData("/topics/%E8%AA%9E.rss", "topics/語")]
    [InlineData("/entities/acme.json", "entities/acme")]
    [InlineData("/sources/www.example.org", "sources/www.example.org")] // A host has dots of its own.
    [InlineData("/sources/www.example.org.rss", "sources/www.example.org")]
    [InlineData("/languages/pt-br.rss", "languages/pt-br")]
    public void Path_OfATopic_HasItsKey(string path, string key) => Assert.Equal(PlacementKey.OfTopic(key), PlacementKey.OfPath(path));

    [Theory]
    [InlineData("/topics", "directory/topics")]
    [InlineData("/topics.opml", "directory/topics")]
    [InlineData("/entities", "directory/entities")]
    public void Path_OfADirectory_HasItsKey(string path, string key) => Assert.Equal(key, PlacementKey.OfPath(path));

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/sitemap.xml")]
    [InlineData("/llms.txt")]
    [InlineData("/topicsandmore")]
    [InlineData("/api/articles")]
    [InlineData("/%zz")]
    public void Path_OfAnythingElse_HasOneKeyToo(string path) => Assert.Equal("latest", PlacementKey.OfPath(path));

    [Theory]
    [InlineData("/news/%ED%A0%80")]
    [InlineData("/news/%")]
    [InlineData("/topics/%FF.rss")]
    public void Path_OfNoText_HasAKeyAllTheSame(string path) => Assert.NotEmpty(PlacementKey.OfPath(path));
}
