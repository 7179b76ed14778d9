using Gateway.HttpCaching.Store;

namespace Gateway.HttpCaching.Tests.Store;

public sealed class FrequencySketchTests
{
    [Fact]
    public void Estimate_OfFewHashes_IsTheirCount()
    {
        var sketch = new FrequencySketch(1_024, seed: 1);
        for (var hash = 0; hash < 50; hash++)
            sketch.Add(hash, hash % 16);
        Assert.Equal(Enumerable.Range(0, 50).Select(h => h % 16), Enumerable.Range(0, 50).Select(sketch.Estimate));
    }

    [Fact]
    public void Estimate_HasAnEnd()
    {
        var sketch = new FrequencySketch(1_024, seed: 1);
        sketch.Add(7, 100);
        sketch.Add(7, 1);
        Assert.Equal(FrequencySketch.Most, sketch.Estimate(7));
    }

    [Fact]
    public void Estimate_OfWhatWasPopular_FallsWithTime()
    {
        var sketch = new FrequencySketch(1_024, seed: 1);
        sketch.Add(-1, 15);
        for (var i = 0; i < 50_000; i++)
            sketch.Add(i, 1);
        Assert.InRange(sketch.Estimate(-1), 0, 3);
    }

    [Fact]
    public void Estimate_OfWhatWasNeverSeen_IsMostlyLow()
    {
        var sketch = new FrequencySketch(4_096, seed: 1);
        for (var i = 0; i < 20_000; i++)
            sketch.Add(i, 1);
        Assert.InRange(Enumerable.Range(1_000_000, 10_000).Count(i => sketch.Estimate(i) > 1), 0, 500);
    }

    [Fact]
    public void Growth_KeepsWhatWasCounted()
    {
        var sketch = new FrequencySketch(64, seed: 1);
        sketch.Add(7, 9);
        sketch.Grow(10_000);
        Assert.Equal(9, sketch.Estimate(7));
        Assert.InRange(sketch.Entries, 10_000, 20_000);
        Assert.InRange(sketch.Bytes, 10L * sketch.Entries, 10L * sketch.Entries + 100);
    }

    [Fact]
    public void Seeds_Differing_ShareCountersDifferently()
    {
        static List<int> Misjudged(ulong seed)
        {
            var sketch = new FrequencySketch(64, seed);
            for (var i = 0; i < 300; i++)
                sketch.Add(i, 2);
            return [.. Enumerable.Range(1_000, 500).Where(i => sketch.Estimate(i) > 0)];
        }

        Assert.NotEmpty(Misjudged(1));
        Assert.NotEqual(Misjudged(1), Misjudged(2));
    }
}
