using System.Diagnostics;
using Gateway.Syndication.Upstream;
using Gateway.Tests.Shared;

namespace Gateway.Syndication.Tests.Upstream;

/// <summary>Real feeds, changed at random: <c>GATEWAY_FUZZ_CASES</c> of them.</summary>
public sealed class FeedParserFuzzTests(ITestOutputHelper output)
{
    private static readonly Uri Address = new("https://up.example/feeds/a.xml");

    [Fact]
    public void Parse_MutatedFeeds_NeverThrowsAndIsBounded()
    {
        // The large one takes most of the time, and says nothing that the others do not.
        var feeds = Directory.GetFiles(Corpus.Path("feeds"), "??-*").Select(File.ReadAllBytes).Where(f => f.Length < 100_000).ToArray();
        var pieces = Nasty.Pieces.Select(System.Text.Encoding.UTF8.GetBytes).ToArray();
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var (slowest, largest, found) = (TimeSpan.Zero, 0L, 0);
        Parallel.For(0, Nasty.Cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var random = new Random(seed + i);
            var document = Mutate(feeds[random.Next(feeds.Length)], feeds[random.Next(feeds.Length)], pieces, random);
            var (clock, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            var feed = FeedParser.Parse(document, null, Address, new UpstreamLimits());
            var (elapsed, allocated) = (Stopwatch.GetElapsedTime(clock), GC.GetAllocatedBytesForCurrentThread() - before);
            lock (pieces)
            {
                slowest = elapsed > slowest ? elapsed : slowest;
                largest = Math.Max(largest, allocated);
                found += feed is { Items.Length: > 0 } ? 1 : 0;
            }
        });
        output.WriteLine(FormattableString.Invariant($"{Nasty.Cases:N0} feeds, {found:N0} of them with items; slowest {slowest.TotalMilliseconds:F0} ms, largest {largest / 1e6:F1} MB"));
        Assert.InRange(slowest.TotalSeconds, 0, 1);
        Assert.InRange(largest, 0, 100_000_000);
        // Had the mutations left nothing of a feed, this would have shown little.
        Assert.True(found > Nasty.Cases / 2);
    }

    private static byte[] Mutate(byte[] feed, byte[] other, byte[][] pieces, Random random)
    {
        var document = feed.ToList();
        for (var times = random.Next(1, 8); times > 0 && document.Count > 0; times--)
        {
            var at = random.Next(document.Count);
            switch (random.Next(7))
            {
                case 0:
                    document[at] = (byte)random.Next(256);
                    break;
                case 1:
                    document.RemoveRange(at, Math.Min(document.Count - at, random.Next(1, 200)));
                    break;
                case 2:
                    document.InsertRange(at, pieces[random.Next(pieces.Length)]);
                    break;
                case 3:
                    document.InsertRange(at, document.GetRange(at, Math.Min(document.Count - at, random.Next(1, 2_000))));
                    break;
                case 4:
                    var from = random.Next(other.Length);
                    document.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(1, 2_000))]);
                    break;
                case 5:
                    document[at] = "<>&\"'/=;![]"u8[random.Next(11)];
                    break;
                default:
                    // Rarely: it leaves little of most.
                    if (random.Next(4) == 0)
                        document.RemoveRange(at, document.Count - at);
                    break;
            }
        }

        return [.. document];
    }
}
