using System.Globalization;

namespace Gateway.Placement.Tests;

/// <summary>Which silo owns a key.</summary>
public sealed class RendezvousTests
{
    private const int Keys = 20_000;

    /// <summary>Fixed for ever: silos and edges of two versions choose alike.</summary>
    [Theory]
    [InlineData("news/hello", "silo-0")]
    [InlineData("topics/ai", "silo-2")]
    [InlineData("latest", "silo-2")]
    [InlineData("entities/übung", "silo-1")]
    public void Owner_OfAKey_IsTheSameInEveryVersion(string key, string owner)
    {
        string[] silos = ["silo-0", "silo-1", "silo-2"];
        Assert.Equal(owner, silos[Rendezvous.Owner([.. silos.Select(Rendezvous.HashOf)], key)]);
    }

    [Fact]
    public void Owner_AmongNone_IsNone() => Assert.Equal(-1, Rendezvous.Owner([], "a"));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(50)]
    public void Owners_HaveAboutAsMuchEach(int count)
    {
        var silos = Silos(count);
        var shares = new int[count];
        for (var i = 0; i < Keys; i++)
            shares[Rendezvous.Owner(silos, Key(i))]++;

        // Five times what chance would put between them (a binomial's deviation).
        var expected = (double)Keys / count;
        Assert.All(shares, s => Assert.InRange(s, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void Owner_WithOneMore_IsThatOneOrTheSame(int count)
    {
        var (before, after) = (Silos(count), Silos(count + 1));
        var moved = 0;
        for (var i = 0; i < Keys; i++)
        {
            var (was, isNow) = (Rendezvous.Owner(before, Key(i)), Rendezvous.Owner(after, Key(i)));
            if (isNow == was)
                continue;
            Assert.Equal(count, isNow);
            moved++;
        }

        Assert.InRange(moved, Keys / (count + 1) * 0.9, Keys / (count + 1) * 1.1);
    }

    [Fact]
    public void Owner_WhenAnotherLeaves_StaysTheSame()
    {
        var all = Silos(5);
        ulong[] without = [all[0], all[1], all[3], all[4]];
        int[] index = [0, 1, 3, 4];
        for (var i = 0; i < Keys; i++)
        {
            var was = Rendezvous.Owner(all, Key(i));
            if (was != 2)
                Assert.Equal(was, index[Rendezvous.Owner(without, Key(i))]);
        }
    }

    private static ulong[] Silos(int count) => [.. Enumerable.Range(0, count).Select(i => Rendezvous.HashOf(string.Create(CultureInfo.InvariantCulture, $"gateway-silo-{i}")))];

    private static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"news/article-{i}");
}
