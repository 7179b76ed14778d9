using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Store;

namespace Gateway.HttpCaching.Tests.Store;

public sealed class ConcurrencyTests
{
    [Fact]
    public void Store_UsedByManyAtOnce_StaysWholeAndWithinItsBound()
    {
        const int Workers = 6;
        const int Calls = 60_000;
        var store = TestStore.Of(2 << 20, variants: 4);
        var found = 0L;
        Parallel.For(0, Workers, new ParallelOptions { MaxDegreeOfParallelism = Workers }, worker =>
        {
            var random = new Random(worker);
            for (var i = 0; i < Calls; i++)
            {
                var key = TestStore.Key((int)(2_000 * Math.Pow(random.NextDouble(), 3)));
                var variants = store.Find(key);
                foreach (var variant in variants)
                {
                    // What is found is whole, whatever becomes of the entry meanwhile.
                    var body = variant.Find(ContentCoding.Identity)?.Body;
                    if (body is null || body.Length != variant.Revision || body.Content.FirstSpan[0] != 7)
                        throw new InvalidOperationException($"A body of {body?.Length} where {variant.Revision} was stored.");
                    variant.MarkUsed();
                }

                Interlocked.Add(ref found, variants.IsEmpty ? 0 : 1);
                switch (random.Next(100))
                {
                    case 0:
                        store.Remove(key);
                        break;
                    case 1:
                        store.RemoveTagged($"{random.Next(50)}");
                        break;
                    case 2 when !variants.IsEmpty:
                        store.Add(key, variants[0], new StoredRepresentation(ContentCoding.Gzip, TestVariant.Body(random.Next(1, 2_000))));
                        break;
                    case 3 when i % 10_000 == 0:
                        store.Clear();
                        break;
                    case < 20:
                        store.Put(key, Fresh(random, $"{random.Next(6)}"));
                        break;
                    default:
                        if (variants.IsEmpty)
                            store.Put(key, Fresh(random, ""));
                        break;
                }
            }
        });

        var statistics = store.Statistics;
        Assert.Equal(Workers * Calls, statistics.Hits + statistics.Misses);
        Assert.Equal(found, statistics.Hits);
        Assert.InRange(statistics.Bytes, 1, statistics.Capacity);
        Assert.InRange(statistics.Evictions, 1, long.MaxValue);
        var keys = Enumerable.Range(0, 2_000).Select(TestStore.Key).Where(k => !store.Peek(k).IsEmpty).ToList();
        Assert.Equal(statistics.Entries, keys.Count);
        var tagged = Enumerable.Range(0, 50).SelectMany(t => store.FindTagged($"{t}")).ToHashSet();
        Assert.Equal(keys.Order(), tagged.Order());
        Assert.All(keys, k => Assert.True(store.Remove(k)));
        Assert.Equal((0, 0), (store.Statistics.Entries, store.Statistics.Tags));
    }

    // The length stands in place of the revision, so that a reader knows what it should find.
    private static TestVariant Fresh(Random random, string selects)
    {
        var length = random.Next(1, 8_000);
        return TestVariant.Of(length, selects, revision: length, tags: [$"{random.Next(50)}"]);
    }
}
