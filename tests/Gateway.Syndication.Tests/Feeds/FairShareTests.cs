using CsCheck;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Tests.Feeds;

public sealed class FairShareTests
{
    [Theory]
    [InlineData(new long[0], 10, new bool[0])]
    [InlineData(new long[] { 4, 6 }, 10, new[] { true, true })]
    [InlineData(new long[] { 9, 2, 3 }, 10, new[] { false, true, true })]
    [InlineData(new long[] { 5, 5, 5 }, 10, new[] { true, true, false })]
    [InlineData(new long[] { 11 }, 10, new[] { false })]
    [InlineData(new long[] { 7, 4, 0 }, 10, new[] { false, true, true })]
    public void Of_Claims_MeetsTheSmallestFirst(long[] claims, long budget, bool[] met) => Assert.Equal(met, FairShare.Of(claims, budget));

    [Fact]
    public void Of_AnyClaims_MeetsEachOfAtMostAnEqualShareAndNoMoreThanTheBudget() =>
        Gen.Select(Gen.Long[0, 1_000].Array[1, 50], Gen.Long[0, 20_000]).Sample((claims, budget) =>
        {
            var met = FairShare.Of(claims, budget);
            Assert.InRange(claims.Where((_, i) => met[i]).Sum(), 0, budget);
            Assert.All(claims.Index(), claim => Assert.True(met[claim.Index] || claim.Item > budget / claims.Length));
            Assert.Equal(met, FairShare.Of(claims, budget));
        });
}
