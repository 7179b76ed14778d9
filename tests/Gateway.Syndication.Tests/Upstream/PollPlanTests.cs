using CsCheck;
using Gateway.Syndication.Upstream;
using Gateway.Syndication.Upstream.Polling;

namespace Gateway.Syndication.Tests.Upstream;

/// <summary>When a source is asked next.</summary>
public sealed class PollPlanTests
{
    // A Friday.
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 10, 30, 0, TimeSpan.Zero);
    private static readonly PollAdvice None = new(new UpstreamSchedule());

    [Theory]
    [InlineData(15, 0, 0, 15)]
    [InlineData(1, 0, 0, 5)] // no sooner than the bounds
    [InlineData(10_000, 0, 0, 1_440)] // no later
    [InlineData(16, 1, 0, 20)]
    [InlineData(16, 2, 0, 25)]
    [InlineData(15, 1_000, 0, 120)] // an eighth as often
    [InlineData(300, 1_000, 0, 1_440)]
    [InlineData(15, 5, 1, 30)] // failures count by themselves
    [InlineData(15, 0, 3, 120)]
    [InlineData(15, 0, 1_000, 1_440)]
    public void Interval_GrowsWhereNothingComes_WithinBounds(int every, int unchanged, int failures, int minutes) =>
        Assert.Equal(Now.AddMinutes(minutes), PollPlan.Next(Now, TimeSpan.FromMinutes(every), new PollHistory(unchanged, failures), None, new PollBounds(), 0));

    [Theory]
    [InlineData(60, null, null, 0, 60)] // its ttl
    [InlineData(5, null, null, 0, 15)] // asked less often than it allows
    [InlineData(null, 3_600, null, 0, 60)] // its freshness
    [InlineData(600_000, null, null, 0, 1_440)] // a year
    [InlineData(null, null, 3_600, 0, 60)]
    [InlineData(null, null, 3_600, 1, 60)] // 503 with Retry-After
    [InlineData(null, null, 60, 1, 30)] // its own pace is slower
    [InlineData(60, null, null, 1, 30)] // of an answer that failed nothing else is believed
    [InlineData(null, null, 8_640_000, 1, 1_440)]
    public void Advice_IsFollowed_ToADay(int? ttl, int? fresh, int? retryAfter, int failures, int minutes)
    {
        var advice = new PollAdvice(new UpstreamSchedule { Every = Minutes(ttl) }, Seconds(fresh), Seconds(retryAfter));
        Assert.Equal(Now.AddMinutes(minutes), PollPlan.Next(Now, TimeSpan.FromMinutes(15), new PollHistory(0, failures), advice, new PollBounds(), 0));
    }

    [Theory]
    [InlineData(new[] { 10 }, new DayOfWeek[0], "2026-11-27T11:07:00Z")]
    [InlineData(new[] { 10, 11, 12 }, new DayOfWeek[0], "2026-11-27T13:07:00Z")]
    [InlineData(new int[0], new[] { DayOfWeek.Friday }, "2026-11-28T00:07:00Z")]
    [InlineData(new[] { 0 }, new[] { DayOfWeek.Friday, DayOfWeek.Saturday }, "2026-11-29T01:07:00Z")]
    [InlineData(new[] { 9 }, new[] { DayOfWeek.Monday }, "2026-11-27T10:45:00Z")]
    public void Hours_ThatAreSkipped_AreSlept(int[] hours, DayOfWeek[] days, string due)
    {
        var advice = new PollAdvice(new UpstreamSchedule { SkipHours = [.. hours], SkipDays = [.. days] });
        var next = PollPlan.Next(Now, TimeSpan.FromMinutes(15), default, advice, new PollBounds(), 0);
        Assert.Equal(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture), next);
    }

    [Fact]
    public void Sources_OfOneTime_DriftApart_ByATwentiethAtMost() =>
        Gen.Select(Gen.Int[1, 2_000], Gen.Int[0, 50], Gen.Int[0, 50], Gen.Double[0, 1]).Sample((every, unchanged, failures, random) =>
        {
            var first = PollPlan.Next(Now, TimeSpan.FromMinutes(every), new PollHistory(unchanged, failures), None, new PollBounds(), 0) - Now;
            var next = PollPlan.Next(Now, TimeSpan.FromMinutes(every), new PollHistory(unchanged, failures), None, new PollBounds(), random) - Now;
            Assert.InRange(first, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1));
            Assert.InRange(next / first, 1, 1.05001);
        });

    [Fact]
    public void History_ForgetsItself_WithWhatIsNew()
    {
        var history = default(PollHistory).After(PollOutcome.Unchanged).After(PollOutcome.Unchanged).After(PollOutcome.Failed);
        Assert.Equal(new PollHistory(2, 1), history);
        Assert.Equal(new PollHistory(3, 0), history.After(PollOutcome.Unchanged));
        Assert.Equal(default, history.After(PollOutcome.Changed));
    }

    private static TimeSpan? Minutes(int? value) => value is { } minutes ? TimeSpan.FromMinutes(minutes) : null;

    private static TimeSpan? Seconds(int? value) => value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
