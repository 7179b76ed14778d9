using CsCheck;
using Gateway.HttpCaching.Store;

namespace Gateway.HttpCaching.Tests.Store;

public sealed class TagTests
{
    [Fact]
    public void Tag_Removed_TakesAllItsAddressesAndNoOther()
    {
        var store = TestStore.Of(1 << 20);
        store.Put("feed", TestVariant.Of(100, tags: ["topic:ai", "article:1", "article:2"]));
        store.Put("one", TestVariant.Of(100, tags: ["article:1"]));
        store.Put("two", TestVariant.Of(100, tags: ["article:2"]));
        Assert.Equal(["feed", "one"], store.FindTagged("article:1").Order());
        Assert.Equal(2, store.RemoveTagged("article:1"));
        Assert.True(store.Peek("feed").IsEmpty);
        Assert.True(store.Peek("one").IsEmpty);
        Assert.False(store.Peek("two").IsEmpty);
        Assert.Equal(0, store.RemoveTagged("topic:ai"));
        Assert.Equal(1, store.Statistics.Tags);
    }

    [Fact]
    public void Tag_OfAReplacedResponse_NoLongerFindsTheAddress()
    {
        var store = TestStore.Of(1 << 20);
        store.Put("feed", TestVariant.Of(100, tags: ["article:1", "article:2"]));
        store.Put("feed", TestVariant.Of(100, revision: 2, tags: ["article:2", "article:3"]));
        Assert.Empty(store.FindTagged("article:1"));
        Assert.Equal(["feed"], store.FindTagged("article:2"));
        Assert.Equal(["feed"], store.FindTagged("article:3"));
    }

    [Fact]
    public void Tag_OfAnyVariant_FindsTheAddressOnce()
    {
        var store = TestStore.Of(1 << 20);
        store.Put("a", TestVariant.Of(100, "html", tags: ["x", "y"]));
        store.Put("a", TestVariant.Of(100, "json", tags: ["y", "z"]));
        foreach (var tag in (string[])["x", "y", "z"])
            Assert.Equal(["a"], store.FindTagged(tag));
    }

    [Fact]
    public void Tags_TooMany_AreNotStored()
    {
        var store = TestStore.Of(1 << 20, tags: 3);
        Assert.Equal(StoreOutcome.TooManyTags, store.Put("a", TestVariant.Of(1, tags: ["1", "2", "3", "4"])));
        Assert.Equal(StoreOutcome.Stored, store.Put("a", TestVariant.Of(1, "x", tags: ["1", "2"])));
        Assert.Equal(StoreOutcome.TooManyTags, store.Put("a", TestVariant.Of(1, "y", tags: ["3", "4"])));
        Assert.Equal(["a"], store.FindTagged("1"));
        Assert.Empty(store.FindTagged("4"));
    }

    [Fact]
    public void Tags_OfWhatIsEvicted_LeaveTheIndex()
    {
        var store = TestStore.Of(1 << 20);
        for (var i = 0; i < 20_000; i++)
            store.Put(TestStore.Key(i), TestVariant.Of(100, tags: [$"article:{i}", "all"]));
        var statistics = store.Statistics;
        Assert.Equal(statistics.Entries, store.FindTagged("all").Count);
        Assert.Equal(statistics.Entries + 1, statistics.Tags);
        Assert.InRange(statistics.Bytes, 1, 1 << 20);
    }

    [Fact]
    public void Tags_AfterAnyCalls_AreThoseOfTheStoredVariants() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, 5].Array[0, 4], Gen.Int[0, 9]).Array[1, 60].Sample(
            calls =>
            {
                var store = TestStore.Of(1 << 20, variants: 2);
                foreach (var (address, variant, tags, what) in calls)
                {
                    if (what == 0)
                        store.RemoveTagged($"{address % 6}");
                    else if (what == 1)
                        store.Remove($"{address}");
                    else
                        store.Put($"{address}", TestVariant.Of(10, $"{variant}", tags: [.. tags.Distinct().Select(t => $"{t}")]));
                }

                for (var tag = 0; tag <= 5; tag++)
                {
                    var expected = Enumerable.Range(0, 10).Select(a => $"{a}").Where(a => store.Peek(a).ToArray().Any(v => v.Tags.Contains($"{tag}")));
                    Assert.Equal(expected, store.FindTagged($"{tag}").Order(StringComparer.Ordinal));
                }
            },
            iter: 1_000);
}
