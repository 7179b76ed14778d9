using System.Collections.Concurrent;
using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using BitFaster.Caching.Lru;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Store;

namespace Gateway.Benchmarks.Micro;

/// <summary>A look into the store, for each of 10,000 addresses in turn, beside a bare dictionary and BitFaster's LRU.</summary>
[MemoryDiagnoser, InProcess]
public class StoreBenchmarks
{
    private const int Addresses = 10_000;

    private readonly string[] _keys = [.. Enumerable.Range(0, Addresses).Select(i => $"https://news.example/news/article-{i}")];
    private readonly ConcurrentDictionary<string, Variant> _dictionary = new(StringComparer.Ordinal);
    private readonly ConcurrentLru<string, Variant> _lru = new(Environment.ProcessorCount, 2 * Addresses, StringComparer.Ordinal);
    private readonly ResponseStore<string, Variant> _store = new(new ResponseStoreOptions(), Footprint.Of, StringComparer.Ordinal);

    [GlobalSetup]
    public void Setup()
    {
        foreach (var key in _keys)
        {
            var variant = new Variant();
            variant.Add(new StoredRepresentation(ContentCoding.Identity, StoredBody.Copy(new byte[1_000])));
            _dictionary[key] = variant;
            _lru.AddOrUpdate(key, variant);
            _store.Put(key, variant);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Addresses)]
    public long Dictionary()
    {
        var length = 0L;
        foreach (var key in _keys)
            length += _dictionary.TryGetValue(key, out var variant) ? variant.Find(ContentCoding.Identity)!.Body.Length : 0; // Stored above.
        return length;
    }

    [Benchmark(OperationsPerInvoke = Addresses)]
    public long BitFasterLru()
    {
        var length = 0L;
        foreach (var key in _keys)
            length += _lru.TryGet(key, out var variant) ? variant.Find(ContentCoding.Identity)!.Body.Length : 0; // Stored above.
        return length;
    }

    [Benchmark(OperationsPerInvoke = Addresses)]
    public long Store()
    {
        var length = 0L;
        foreach (var key in _keys)
        {
            foreach (var variant in _store.Find(key))
            {
                variant.MarkUsed();
                length += variant.Find(ContentCoding.Identity)!.Body.Length; // Stored above.
            }
        }

        return length;
    }

    private sealed class Variant : StoredVariant
    {
        public override ImmutableArray<string> Tags => [];

        public override long OwnWeight => BaseWeight;

        public override VariantRelation RelationTo(StoredVariant existing) => VariantRelation.Replaces;
    }
}
