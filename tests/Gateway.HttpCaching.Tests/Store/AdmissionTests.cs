using System.Collections.Concurrent;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Store;

namespace Gateway.HttpCaching.Tests.Store;

/// <summary>What stays, and what goes: seeded, so that each run decides the same.</summary>
public sealed class AdmissionTests
{
    private const int Capacity = 4 << 20;

    // Shared, but weighed for each: a million of them take no time to make.
    private static readonly ConcurrentDictionary<int, StoredBody> Bodies = new();

    [Fact]
    public void Scan_OfAMillionAddresses_LeavesWhatIsAskedForAgain()
    {
        var store = TestStore.Of(Capacity);
        Warm(store, 1_000, 3);
        for (var i = 0; i < 1_000_000; i++)
        {
            Ask(store, "scan " + i, 1_000);
            // The world goes on while somebody scans: one request in ten is for something hot.
            if (i % 10 == 0)
                Ask(store, TestStore.Key(i / 10 % 1_000), 1_000);
        }

        Assert.InRange(Kept(store, 1_000), 940, 1_000);
        Assert.InRange(store.Statistics.Bytes, 1, Capacity);
    }

    [Fact]
    public void Scan_WhileNobodyElseAsks_LeavesNearlyEveryHotEntry()
    {
        var store = TestStore.Of(Capacity);
        Warm(store, 1_000, 10);
        for (var i = 0; i < 10_000; i++)
            Ask(store, "scan " + i, 1_000);
        Assert.InRange(Kept(store, 1_000), 950, 1_000);
    }

    [Fact]
    public void Scan_ThatAsksForEachThrice_LeavesWhatIsProtected()
    {
        var store = TestStore.Of(Capacity);
        Warm(store, 1_000, 10);
        for (var i = 0; i < 100_000; i++)
        {
            // Three looks admit it, on probation: there it gives way to the next of its kind.
            for (var time = 0; time < 3; time++)
                Ask(store, "scan " + i, 1_000);
            if (i % 10 == 0)
                Ask(store, TestStore.Key(i / 10 % 1_000), 1_000);
        }

        // Between two looks at a hot one lie 10,000 others, three times what fits.
        Assert.InRange(Kept(store, 1_000), 800, 1_000);
    }

    [Fact]
    public void Newcomer_AskedForOften_IsAdmittedToAFullStore()
    {
        var store = TestStore.Of(Capacity);
        Warm(store, 10_000, 2);
        for (var round = 0; round < 20; round++)
        {
            Ask(store, "new", 1_000);
            for (var i = 0; i < 200; i++)
                Ask(store, $"scan {round} {i}", 1_000);
        }

        Assert.False(store.Peek("new").IsEmpty);
    }

    [Fact]
    public void Newcomer_LargeAndPopular_WinsAgainstManySmallOnes()
    {
        var store = TestStore.Of(Capacity);
        Warm(store, 10_000, 1);
        var asked = 0;
        while (store.Peek("feed").IsEmpty && asked < 50)
        {
            Ask(store, "feed", 300_000);
            asked++;
        }

        Assert.InRange(asked, 1, 20);
        Assert.InRange(store.Statistics.Bytes, 1, Capacity);
    }

    [Fact]
    public void Newcomer_LargeAndSeenOnce_PushesOutNothing()
    {
        var store = TestStore.Of(Capacity);
        Warm(store, 10_000, 2);
        var before = store.Statistics;
        Assert.Equal(StoreOutcome.Refused, store.Put("large", TestVariant.Of(300_000)));
        Assert.Equal(before.Entries, store.Statistics.Entries);
        Assert.Equal(before.Rejections + 1, store.Statistics.Rejections);
    }

    [Fact]
    public void Popularity_ThatMoves_IsFollowed()
    {
        var store = TestStore.Of(Capacity);
        Warm(store, 3_000, 15);
        for (var round = 0; round < 30; round++)
        {
            for (var i = 0; i < 3_000; i++)
                Ask(store, "today " + i, 1_000);
        }

        Assert.InRange(Enumerable.Range(0, 3_000).Count(i => !store.Peek("today " + i).IsEmpty), 2_400, 3_000);
    }

    [Fact]
    public void Store_GivenTheSameCalls_HoldsTheSame()
    {
        static List<int> Run()
        {
            var store = TestStore.Of(Capacity);
            var random = new Random(7);
            for (var i = 0; i < 50_000; i++)
                Ask(store, TestStore.Key((int)(20_000 * Math.Pow(random.NextDouble(), 3))), 100 + random.Next(3_000));
            return [.. Enumerable.Range(0, 20_000).Where(i => !store.Peek(TestStore.Key(i)).IsEmpty)];
        }

        var first = Run();
        Assert.NotEmpty(first);
        Assert.Equal(first, Run());
    }

    [Fact]
    public void Store_AtAnyMoment_IsWithinItsBoundAndCountsTrue()
    {
        var store = TestStore.Of(1 << 20);
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            Ask(store, TestStore.Key(random.Next(2_000)), random.Next(40_000));
            var now = store.Statistics;
            Assert.InRange(now.Bytes, 1, 1 << 20);
        }

        var kept = Enumerable.Range(0, 2_000).Select(TestStore.Key).Where(k => !store.Peek(k).IsEmpty).ToList();
        Assert.Equal(kept.Count, store.Statistics.Entries);
        Assert.All(kept, k => Assert.True(store.Remove(k)));
        Assert.Equal(0, store.Statistics.Entries);
    }

    private static void Warm(ResponseStore<string, TestVariant> store, int count, int times)
    {
        for (var round = 0; round < times; round++)
        {
            for (var i = 0; i < count; i++)
                Ask(store, TestStore.Key(i), 1_000);
        }
    }

    private static void Ask(ResponseStore<string, TestVariant> store, string key, int length)
    {
        if (!store.Find(key).IsEmpty)
            return;

        var variant = new TestVariant("", []);
        variant.Add(new StoredRepresentation(ContentCoding.Identity, Bodies.GetOrAdd(length, TestVariant.Body)));
        store.Put(key, variant);
    }

    private static int Kept(ResponseStore<string, TestVariant> store, int count) =>
        Enumerable.Range(0, count).Count(i => !store.Peek(TestStore.Key(i)).IsEmpty);
}
