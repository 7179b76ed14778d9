using System.Runtime.CompilerServices;
using Gateway.HttpCaching.Store;

namespace Gateway.HttpCaching.Tests.Store;

/// <summary>That the bytes counted are those taken. Alone, so that no other test's memory is measured.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    public static TheoryData<string, int, int, int> Fillings => new()
    {
        // What, bytes of body, tags, addresses.
        { "tiny bodies", 20, 0, 1_000_000 },
        { "no bodies", 0, 0, 500_000 },
        { "many tags", 200, 20, 100_000 },
        { "articles", 10_000, 3, 50_000 },
        { "feeds", 160_000, 51, 2_000 },
    };

    [Theory]
    [MemberData(nameof(Fillings))]
    public void Memory_OfAFullStore_IsWhatItSays(string what, int length, int tags, int addresses)
    {
        const long Capacity = 48L << 20;
        // What goes when it goes: between these two counts there is no time for what earlier tests left behind to go as well.
        var (with, said, entries) = Filled(Capacity, length, tags, addresses);
        var taken = with - Live();
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {taken:N0} bytes taken, {said:N0} said, {entries:N0} entries");
        Assert.InRange(said, Capacity * 0.85, Capacity);
        Assert.InRange(taken, said * 0.8, Capacity * 1.2);
    }

    // Until nothing more goes: what tests before this one left behind goes in steps, finalizers between them, and a step is
    // within what the runtime's own forced count takes for none.
    private static long Live()
    {
        var (least, rounds) = (long.MaxValue, 0);
        while (rounds < 3)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var now = GC.GetTotalMemory(forceFullCollection: false);
            rounds = now > least - 65_536 ? rounds + 1 : 0;
            least = Math.Min(least, now);
        }

        return least;
    }

    // Its frame is gone when it returns, and the store with it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long With, long Said, long Entries) Filled(long capacity, int length, int tags, int addresses)
    {
        var store = Fill(capacity, length, tags, addresses);
        var with = Live();
        var statistics = store.Statistics;
        GC.KeepAlive(store);
        return (with, statistics.Bytes, statistics.Entries);
    }

    private static ResponseStore<string, TestVariant> Fill(long capacity, int length, int tags, int addresses)
    {
        var store = TestStore.Of(capacity);
        for (var i = 0; i < addresses; i++)
            store.Put(TestStore.Key(i), TestVariant.Of(length, tags: [.. Enumerable.Range(0, tags).Select(t => $"article:{i}-{t}")]));
        return store;
    }
}
