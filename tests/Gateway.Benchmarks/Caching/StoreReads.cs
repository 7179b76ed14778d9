using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using BitFaster.Caching.Lfu;
using BitFaster.Caching.Lru;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Store;
using Spectre.Console;

namespace Gateway.Benchmarks.Caching;

/// <summary>Looks a second into the store beside a bare dictionary and BitFaster.Caching: by one core and by all, spread and all for one address.</summary>
internal static class StoreReads
{
    private const int Addresses = 10_000;
    private const int Rounds = 5;

    public static Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        var keys = Enumerable.Range(0, Addresses).Select(i => $"https://news.example/news/article-{i.ToString(CultureInfo.InvariantCulture)}").ToArray();
        var dictionary = new ConcurrentDictionary<string, Variant>(StringComparer.Ordinal);
        var lru = new ConcurrentLru<string, Variant>(Environment.ProcessorCount, 2 * Addresses, StringComparer.Ordinal);
        var lfu = new ConcurrentLfu<string, Variant>(2 * Addresses);
        var store = new ResponseStore<string, Variant>(new ResponseStoreOptions(), Footprint.Of, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            var variant = new Variant();
            variant.Add(new StoredRepresentation(ContentCoding.Identity, StoredBody.Copy(new byte[1_000])));
            dictionary[key] = variant;
            lru.AddOrUpdate(key, variant);
            lfu.AddOrUpdate(key, variant);
            store.Put(key, variant);
        }

        (string Name, Func<string, bool> Look)[] looks =
        [
            ("ConcurrentDictionary", k => dictionary.TryGetValue(k, out _)),
            ("BitFaster LRU", k => lru.TryGet(k, out _)),
            ("BitFaster LFU", k => lfu.TryGet(k, out _)),
            ("ResponseStore", k => !store.Find(k).IsEmpty),
        ];
        var table = new Table().Title("million looks a second, median").AddColumns("", "1 core, spread", "1 core, one address", "all cores, spread", "all cores, one address", "bytes a look");
        var count = run.Scaled(4_000_000, 100_000);
        foreach (var (name, look) in looks)
        {
            cancellation.ThrowIfCancellationRequested();
            table.AddRow(
                name,
                Rate(keys, look, 1, count, spread: true),
                Rate(keys, look, 1, count, spread: false),
                Rate(keys, look, Environment.ProcessorCount, count, spread: true),
                Rate(keys, look, Environment.ProcessorCount, count, spread: false),
                Allocated(keys, look));
        }

        AnsiConsole.Write(table);
        return Task.CompletedTask;
    }

    private static string Rate(string[] keys, Func<string, bool> look, int threads, int count, bool spread)
    {
        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            using var start = new Barrier(threads + 1);
            var workers = Enumerable.Range(0, threads).Select(t => new Thread(() =>
            {
                start.SignalAndWait();
                var place = t * 1_001;
                for (var i = 0; i < count; i++)
                {
                    if (!look(spread ? keys[place++ % Addresses] : keys[0]))
                        throw new InvalidOperationException("A miss.");
                }
            })).ToList();
            workers.ForEach(w => w.Start());
            start.SignalAndWait();
            var began = Stopwatch.GetTimestamp();
            workers.ForEach(w => w.Join());
            rates.Add((double)threads * count / Stopwatch.GetElapsedTime(began).TotalSeconds / 1e6);
        }

        return rates.Order().ElementAt(Rounds / 2).ToString("0.0", CultureInfo.InvariantCulture);
    }

    private static string Allocated(string[] keys, Func<string, bool> look)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var key in keys)
            look(key);
        return ((double)(GC.GetAllocatedBytesForCurrentThread() - before) / keys.Length).ToString("0.##", CultureInfo.InvariantCulture);
    }

    private sealed class Variant : StoredVariant
    {
        public override ImmutableArray<string> Tags => [];

        public override long OwnWeight => BaseWeight;

        public override VariantRelation RelationTo(StoredVariant existing) => VariantRelation.Replaces;
    }
}
