namespace Gateway.Benchmarks.Caching;

/// <summary>Requests for addresses, each of a size of its own; seeded.</summary>
internal sealed record Trace(string Name, int[] Requests, int[] Sizes)
{
    private const int OneOff = 1 << 24;

    /// <summary>Bytes of all addresses that are asked for by more than the scans.</summary>
    public long Footprint => Sizes.Sum(s => (long)s);

    /// <summary>The size of an address.</summary>
    public int Size(int address) => address < OneOff ? Sizes[address] : 8_000;

    /// <summary>The traces, of so many requests each.</summary>
    public static IEnumerable<Trace> All(int requests)
    {
        const int Addresses = 40_000;
        var equal = Enumerable.Repeat(10_000, Addresses).ToArray();
        var mixed = Mixed(Addresses);
        yield return new Trace("zipf 0.8, equal sizes", Zipf(Addresses, 0.8, requests), equal);
        yield return new Trace("zipf 0.8", Zipf(Addresses, 0.8, requests), mixed);
        yield return new Trace("zipf 1.0", Zipf(Addresses, 1.0, requests), mixed);
        yield return new Trace("zipf 1.0, half of it scans", Scanned(Zipf(Addresses, 1.0, requests)), mixed);
        yield return new Trace("zipf 1.0, shifting", Shifting(Zipf(Addresses, 1.0, requests), Addresses), mixed);
        yield return new Trace("loop", [.. Enumerable.Range(0, requests).Select(i => i % (Addresses / 8))], equal[..(Addresses / 8)]);
        yield return new Trace("news: recent first", Recent(Addresses, requests), mixed);
    }

    // A few feeds of hundreds of kilobytes among articles of about ten.
    private static int[] Mixed(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => (int)Math.Clamp(Math.Exp(9 + 1.3 * Normal(random)), 300, 1_000_000))];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static int[] Zipf(int count, double skew, int requests)
    {
        var random = new Random(2);
        var sums = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sums[i] = sum += 1 / Math.Pow(i + 1, skew);
        // Which address has which rank has nothing to do with its size.
        var places = Enumerable.Range(0, count).ToArray();
        random.Shuffle(places);
        var drawn = new int[requests];
        for (var i = 0; i < requests; i++)
        {
            var place = Array.BinarySearch(sums, random.NextDouble() * sum);
            drawn[i] = places[Math.Min(place < 0 ? ~place : place, count - 1)];
        }

        return drawn;
    }

    // Bursts of 20,000 addresses that nobody asks for again.
    private static int[] Scanned(int[] requests)
    {
        const int Burst = 20_000;
        var next = OneOff;
        return [.. requests.Select((r, i) => i / Burst % 2 == 0 ? r : next++)];
    }

    private static int[] Shifting(int[] requests, int addresses)
    {
        var step = requests.Length / 10;
        return [.. requests.Select((r, i) => (r + i / step * (addresses / 10)) % addresses)];
    }

    // The newest are asked for most: an address appears every so often, and interest in each falls with its rank by age.
    private static int[] Recent(int addresses, int requests)
    {
        var ages = Zipf(addresses, 1.0, requests);
        var ranks = Zipf(addresses, 1.0, addresses * 10).GroupBy(a => a).OrderByDescending(g => g.Count()).Select((g, rank) => (g.Key, rank)).ToDictionary(p => p.Key, p => p.rank);
        return [.. ages.Select((a, i) => (int)(((long)i * addresses / requests - ranks.GetValueOrDefault(a, addresses - 1)) % addresses + addresses) % addresses)];
    }
}
