using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Store;

namespace Gateway.HttpCaching.Tests.Store;

public sealed class ResponseStoreTests
{
    private readonly ResponseStore<string, TestVariant> _store = TestStore.Of(1 << 20);

    [Fact]
    public void Response_Stored_IsFoundUnderItsAddressOnly()
    {
        var variant = TestVariant.Of(100);
        Assert.Equal(StoreOutcome.Stored, _store.Put("a", variant));
        Assert.Same(variant, Assert.Single(_store.Find("a").ToArray()));
        Assert.True(_store.Find("b").IsEmpty);
        Assert.Equal((1L, 1L, 1), (_store.Statistics.Hits, _store.Statistics.Misses, _store.Statistics.Entries));
    }

    [Fact]
    public void Response_OfTheSameVariant_TakesItsPlace()
    {
        _store.Put("a", TestVariant.Of(100, "html"));
        _store.Put("a", TestVariant.Of(100, "json"));
        var bytes = _store.Statistics.Bytes;
        var newer = TestVariant.Of(100, "html", revision: 2);
        Assert.Equal(StoreOutcome.Stored, _store.Put("a", newer));
        Assert.Equal(2, _store.Peek("a").Length);
        Assert.Contains(newer, _store.Peek("a").ToArray());
        Assert.Equal(bytes, _store.Statistics.Bytes);
    }

    [Fact]
    public void Response_OfALowerRevision_IsNotStored()
    {
        var newer = TestVariant.Of(100, revision: 2);
        _store.Put("a", newer);
        Assert.Equal(StoreOutcome.Outdated, _store.Put("a", TestVariant.Of(100, revision: 1)));
        Assert.Same(newer, Assert.Single(_store.Peek("a").ToArray()));
    }

    [Fact]
    public void Response_OverAnEighthOfTheCapacity_IsRefusedAndDropsWhatItReplaces()
    {
        _store.Put("a", TestVariant.Of(100, "html"));
        _store.Put("a", TestVariant.Of(100, "json"));
        Assert.Equal(StoreOutcome.TooLarge, _store.Put("a", TestVariant.Of(1 << 18, "html", revision: 2)));
        Assert.Equal("json", Assert.Single(_store.Peek("a").ToArray()).Selects);
        Assert.Equal(StoreOutcome.TooLarge, _store.Put("b", TestVariant.Of(1 << 18)));
        Assert.True(_store.Peek("b").IsEmpty);
        Assert.Equal(1, _store.Statistics.Entries);
    }

    [Fact]
    public void Variants_BeyondTheBound_PushOutNeitherThoseUsedNorOtherAddresses()
    {
        var store = TestStore.Of(1 << 20, variants: 8);
        var other = TestVariant.Of(100);
        var used = TestVariant.Of(100, "used");
        store.Put("other", other);
        store.Put("a", used);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(StoreOutcome.Stored, store.Put("a", TestVariant.Of(100, $"accept {i}")));
            used.MarkUsed();
        }

        Assert.Equal(8, store.Peek("a").Length);
        Assert.Contains(used, store.Peek("a").ToArray());
        Assert.Same(other, Assert.Single(store.Peek("other").ToArray()));
        Assert.Equal(993, store.Statistics.VariantEvictions);
    }

    [Fact]
    public void Variants_AllUsed_GiveUpTheOneKeptLongest()
    {
        var store = TestStore.Of(1 << 20, variants: 3);
        for (var i = 0; i < 4; i++)
        {
            var variant = TestVariant.Of(100, $"{i}");
            variant.MarkUsed();
            store.Put("a", variant);
        }

        Assert.Equal(["1", "2", "3"], store.Peek("a").ToArray().Select(v => v.Selects).Order());
    }

    [Fact]
    public void Variants_TooLargeTogether_GiveWayToTheNewest()
    {
        for (var i = 0; i < 10; i++)
            Assert.Equal(StoreOutcome.Stored, _store.Put("a", TestVariant.Of(50_000, $"{i}")));
        Assert.Equal(["8", "9"], _store.Peek("a").ToArray().Select(v => v.Selects));
        Assert.Equal(8, _store.Statistics.VariantEvictions);
    }

    [Fact]
    public void Coding_Added_WeighsAndStaysTheFirst()
    {
        var variant = TestVariant.Of(10_000);
        _store.Put("a", variant);
        var before = _store.Statistics.Bytes;
        var first = new StoredRepresentation(ContentCoding.Gzip, TestVariant.Body(2_000));
        Assert.Same(first, _store.Add("a", variant, first));
        Assert.Same(first, _store.Add("a", variant, new StoredRepresentation(ContentCoding.Gzip, TestVariant.Body(2_000))));
        Assert.Same(first, variant.Find(ContentCoding.Gzip));
        Assert.Null(variant.Find(ContentCoding.Brotli));
        Assert.Equal(first.Weight, _store.Statistics.Bytes - before);
    }

    [Fact]
    public void Coding_OfAVariantThatLeft_IsServedButNotKept()
    {
        var old = TestVariant.Of(100);
        _store.Put("a", old);
        _store.Put("a", TestVariant.Of(100, revision: 2));
        var before = _store.Statistics.Bytes;
        var late = new StoredRepresentation(ContentCoding.Gzip, TestVariant.Body(50));
        Assert.Same(late, _store.Add("a", old, late));
        Assert.Null(old.Find(ContentCoding.Gzip));
        Assert.Equal(before, _store.Statistics.Bytes);
    }

    [Fact]
    public void Coding_ThatWouldMakeTheAddressTooLarge_IsServedButNotKept()
    {
        var variant = TestVariant.Of(100_000);
        _store.Put("a", variant);
        var large = new StoredRepresentation(ContentCoding.Gzip, TestVariant.Body(60_000));
        Assert.Same(large, _store.Add("a", variant, large));
        Assert.Null(variant.Find(ContentCoding.Gzip));
    }

    [Fact]
    public void Address_GrownByCodings_MakesOthersGiveWay()
    {
        var variant = TestVariant.Of(40_000);
        _store.Put("a", variant);
        for (var i = 0; i < 40; i++)
            _store.Put(TestStore.Key(i), TestVariant.Of(36_000));
        for (var i = 0; i < 40; i++)
            _store.Find("a");
        var full = _store.Statistics;
        _store.Add("a", variant, new StoredRepresentation(ContentCoding.Gzip, TestVariant.Body(30_000)));
        _store.Add("a", variant, new StoredRepresentation(ContentCoding.Brotli, TestVariant.Body(30_000)));
        Assert.InRange(_store.Statistics.Bytes, 1, 1 << 20);
        Assert.True(_store.Statistics.Evictions > full.Evictions);
        Assert.False(_store.Peek("a").IsEmpty);
    }

    [Fact]
    public void Removal_OfAnAddressOrAVariant_FreesItsBytes()
    {
        var empty = _store.Statistics.Bytes;
        var html = TestVariant.Of(100, "html", tags: ["t:1"]);
        var json = TestVariant.Of(100, "json", tags: ["t:2"]);
        _store.Put("a", html);
        _store.Put("a", json);
        Assert.True(_store.Remove("a", html));
        Assert.False(_store.Remove("a", html));
        Assert.Same(json, Assert.Single(_store.Peek("a").ToArray()));
        Assert.Empty(_store.FindTagged("t:1"));
        Assert.True(_store.Remove("a"));
        Assert.False(_store.Remove("a"));
        // The dictionary of tags keeps its first few slots.
        Assert.InRange(_store.Statistics.Bytes, empty, empty + 200);
        Assert.Equal((0, 0, 1L), (_store.Statistics.Entries, _store.Statistics.Tags, _store.Statistics.Removals));
    }

    [Fact]
    public void Removal_OfEverything_LeavesAnEmptyStoreThatWorks()
    {
        for (var i = 0; i < 100; i++)
            _store.Put(TestStore.Key(i), TestVariant.Of(100, tags: [$"t:{i % 7}"]));
        Assert.Equal(100, _store.Clear());
        Assert.Equal(0, _store.Clear());
        Assert.Equal((0, 0, 100L), (_store.Statistics.Entries, _store.Statistics.Tags, _store.Statistics.Removals));
        Assert.True(_store.Find(TestStore.Key(1)).IsEmpty);
        Assert.Equal(StoreOutcome.Stored, _store.Put("a", TestVariant.Of(100, tags: ["t:1"])));
        Assert.Equal(["a"], _store.FindTagged("t:1"));
    }
}
