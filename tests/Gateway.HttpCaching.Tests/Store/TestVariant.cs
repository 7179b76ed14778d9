using System.Collections.Immutable;
using System.Globalization;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Store;

namespace Gateway.HttpCaching.Tests.Store;

/// <summary>A stored response that knows nothing but what the store asks of it.</summary>
internal sealed class TestVariant(string selects, ImmutableArray<string> tags, int revision = 1) : StoredVariant
{
    public string Selects { get; } = selects;

    public int Revision { get; } = revision;

    public override ImmutableArray<string> Tags { get; } = tags;

    public override long OwnWeight => BaseWeight + 32 + Footprint.Of(Selects) + Footprint.Array + Footprint.Reference * Tags.Length;

    public static TestVariant Of(int length, string selects = "", int revision = 1, params ImmutableArray<string> tags)
    {
        var variant = new TestVariant(selects, tags, revision);
        variant.Add(new StoredRepresentation(ContentCoding.Identity, Body(length)));
        return variant;
    }

    public static StoredBody Body(int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(7);
        return StoredBody.Copy(bytes);
    }

    public override VariantRelation RelationTo(StoredVariant existing)
    {
        var other = (TestVariant)existing;
        if (other.Selects != Selects)
            return VariantRelation.Beside;
        return other.Revision > Revision ? VariantRelation.Outdated : VariantRelation.Replaces;
    }
}

/// <summary>Stores of the tests: seeded, so that each run is the same.</summary>
internal static class TestStore
{
    public static ResponseStore<string, TestVariant> Of(long capacity, int variants = 32, int tags = 1_024) =>
        new(new ResponseStoreOptions { Capacity = capacity, MaximumVariants = variants, MaximumTags = tags }, Footprint.Of, new StableComparer(), seed: 42);

    public static string Key(int number) => "https://news.example/" + number.ToString(CultureInfo.InvariantCulture);

    // The hash of a string differs from process to process.
    private sealed class StableComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string obj)
        {
            var hash = 17;
            foreach (var c in obj)
                hash = unchecked((hash ^ c) * 16_777_619);
            return hash;
        }
    }
}
