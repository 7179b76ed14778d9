using Gateway.Grains.Topics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Gateway.Grains.Tests.Topics;

/// <summary>The stored form of entries is read for ever: the golden bytes are never edited, only added to.</summary>
public sealed class TopicEntryFormTests
{
    private static readonly Serializer Serializer = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(typeof(TopicEntry).Assembly))
        .BuildServiceProvider().GetRequiredService<Serializer>();

    private static TopicEntry Sample { get; } =
        new("日本", new(0x0102030405060708, "https://a.example/日本"), 0x0102030405060708 + 300, articleRevision: 1, changedIn: 200);

    [Theory]
    [InlineData("日本", "https://a.example/日本", 0)]
    [InlineData("a", "urn:uuid:1", 864_000_000_000)]
    [InlineData("a", "a", -5)]
    public void Entry_ThereAndBack_LosesNothing(string slug, string id, long later)
    {
        AssertReadBack(new(slug, new(638_000_000_000_000_000, id), 638_000_000_000_000_000 + later, long.MaxValue, changedIn: 0));
    }

    [Fact]
    public void Entry_OfAnyLength_IsReadBack()
    {
        AssertReadBack(new("s", new(1, "https://a.example/".PadRight(9_000, 'é')), updated: 1, articleRevision: 1, changedIn: 1));
    }

    [Fact]
    public void Entry_ReadAndWrittenAgain_KeepsItsBytes()
    {
        var stored = Serializer.SerializeToArray(Sample);
        Assert.Equal(stored, Serializer.SerializeToArray(Serializer.Deserialize<TopicEntry>(stored)));
    }

    [Fact]
    public void Place_ComparedWithAnother_IsInTheOrderOfItsText()
    {
        string[] starts = ["https://a.example/", "https://a.example", "", "ä", "\uFFFD", "\U0001F600"];
        string[] slugs = ["a", "ab", "b", "ä", "日本", "\uE000", "\U0001F600", "z"];
        var places = (from start in starts from slug in slugs from end in new[] { slug, "", "x" } select (slug, id: start + end)).ToList();
        foreach (var (slug, id) in places)
        {
            var entry = TopicEntry.Of(new TopicEntry(slug, new(5, id), 5, 1, 1).Form.ToArray());
            foreach (var (_, other) in places)
                Assert.Equal(Math.Sign(OldestFirst.Instance.Compare(new(5, id), new(5, other))), Math.Sign(entry.ComparePlace(new(5, other))));
            Assert.True(entry.ComparePlace(new(6, id)) < 0);
        }
    }

    [Fact]
    public void Form_CutOffAnywhere_IsRefused()
    {
        var form = Sample.Form.ToArray();
        for (var length = 0; length < form.Length; length++)
            Assert.Throws<InvalidDataException>(() => TopicEntry.Of(form[..length]));
    }

    [Fact]
    public void Form_OfALaterKind_IsRefused()
    {
        byte[] form = [2, .. Sample.Form[1..]];
        Assert.Throws<InvalidDataException>(() => TopicEntry.Of(form));
    }

    [Fact]
    public void Entry_InItsFirstForm_TakesTheseBytes()
    {
        byte[] payload =
        [
            1, 8, 7, 6, 5, 4, 3, 2, 1, 0xAC, 2, 1, 0xC8, 1, 6, .. "日本"u8, 1, 18, .. "https://a.example/"u8,
        ];
        Assert.EndsWith(Convert.ToHexString(payload), Convert.ToHexString(Serializer.SerializeToArray(Sample)), StringComparison.Ordinal);
    }

    private static void AssertReadBack(TopicEntry entry)
    {
        var read = Assert.IsType<TopicEntry>(Serializer.Deserialize<TopicEntry>(Serializer.SerializeToArray(entry)));
        Assert.Equal(
            (entry.Slug, entry.Place, entry.Id, entry.Published, entry.Updated, entry.ArticleRevision, entry.ChangedIn),
            (read.Slug, read.Place, read.Id, read.Published, read.Updated, read.ArticleRevision, read.ChangedIn));
    }
}
