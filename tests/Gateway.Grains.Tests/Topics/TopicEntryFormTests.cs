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

    private static TopicEntry Sample { get; } = new()
    {
        Slug = "日本",
        Place = new(0x0102030405060708, "https://a.example/日本"),
        Updated = 0x0102030405060708 + 300,
        ArticleRevision = 1,
        ChangedIn = 200,
    };

    [Theory]
    [InlineData("日本", "https://a.example/日本", 0)]
    [InlineData("a", "urn:uuid:1", 864_000_000_000)]
    [InlineData("a", "a", -5)]
    public void Entry_ThereAndBack_LosesNothing(string slug, string id, long later)
    {
        var entry = Sample with { Slug = slug, Place = new(638_000_000_000_000_000, id), Updated = 638_000_000_000_000_000 + later };
        Assert.Equal(entry, Serializer.Deserialize<TopicEntry>(Serializer.SerializeToArray(entry)));
    }

    [Fact]
    public void Entry_OfAnyLength_IsReadBack()
    {
        var entry = Sample with { Place = new(1, "https://a.example/".PadRight(9_000, 'é')) };
        Assert.Equal(entry, Serializer.Deserialize<TopicEntry>(Serializer.SerializeToArray(entry)));
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
}
