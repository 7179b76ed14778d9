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
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var store = Fill(Capacity, length, tags, addresses);
        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        var said = store.Statistics.Bytes;
        GC.KeepAlive(store);
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {taken:N0} bytes taken, {said:N0} said, {store.Statistics.Entries:N0} entries");
        Assert.InRange(said, Capacity * 0.85, Capacity);
        Assert.InRange(taken, said * 0.8, Capacity * 1.2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ResponseStore<string, TestVariant> Fill(long capacity, int length, int tags, int addresses)
    {
        var store = TestStore.Of(capacity);
        for (var i = 0; i < addresses; i++)
            store.Put(TestStore.Key(i), TestVariant.Of(length, tags: [.. Enumerable.Range(0, tags).Select(t => $"article:{i}-{t}")]));
        return store;
    }
}
