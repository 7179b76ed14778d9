using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;

namespace Gateway.Syndication.Upstream.Polling;

/// <summary>How often sources are asked, whatever they and their owners say.</summary>
public sealed record PollBounds
{
    /// <summary>No source is asked again sooner: 00:00:01 to 1.00:00:00; default 00:05:00.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Shortest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>No source is left alone for longer, but by its own word: 00:01:00 to 30.00:00:00; default 1.00:00:00.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan Longest { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>What a poll came to.</summary>
public enum PollOutcome
{
    /// <summary>There was something new, or something else than before.</summary>
    Changed,

    /// <summary>There was nothing new: 304, or the same items.</summary>
    Unchanged,

    /// <summary>It could not be asked, gave no feed, or an error.</summary>
    Failed,
}

/// <summary>What is remembered of a source's polls, for the next one.</summary>
/// <param name="Unchanged">Polls in a row that brought nothing new.</param>
/// <param name="Failures">Polls in a row that failed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PollHistory(int Unchanged, int Failures)
{
    /// <summary>After one more.</summary>
    public PollHistory After(PollOutcome outcome) => outcome switch
    {
        PollOutcome.Changed => default,
        PollOutcome.Unchanged => new PollHistory(Math.Min(Unchanged + 1, 1_000_000), 0),
        _ => new PollHistory(Unchanged, Math.Min(Failures + 1, 1_000_000)),
    };
}

/// <summary>What a source's last answer says of the next poll.</summary>
/// <param name="Schedule">The feed's own words.</param>
/// <param name="Fresh">For how long the answer is fresh (RFC 9111 §4.2): asked sooner, a cache on the way gives the same.</param>
/// <param name="RetryAfter">RFC 9110 §10.2.3.</param>
public sealed record PollAdvice(UpstreamSchedule Schedule, TimeSpan? Fresh = null, TimeSpan? RetryAfter = null);

/// <summary>When a source is asked next.</summary>
public static class PollPlan
{
    // One that brings nothing new is asked less and less often, down to so much less.
    private const double Slowing = 1.25;
    private const double Slowest = 8;

    // What fails is asked half as often each time.
    private const int GreatestDoublings = 12;

    // Sources that were added together do not stay together.
    private const double Jitter = 0.05;

    // Whoever says that it is not worth asking for a year has made a mistake; whoever says an hour means it.
    private static readonly TimeSpan LongestAdvice = TimeSpan.FromDays(1);

    /// <summary>The instant of the next poll.</summary>
    /// <param name="now">When the last one ended.</param>
    /// <param name="every">How often its owner wants it asked.</param>
    /// <param name="history">The last poll included.</param>
    /// <param name="advice">Of the last answer.</param>
    /// <param name="bounds">The operator's.</param>
    /// <param name="random">From 0 to less than 1.</param>
    public static DateTimeOffset Next(DateTimeOffset now, TimeSpan every, PollHistory history, PollAdvice advice, PollBounds bounds, double random)
    {
        ArgumentNullException.ThrowIfNull(advice);
        ArgumentNullException.ThrowIfNull(bounds);
        var interval = history.Failures > 0
            ? every * Math.Pow(2, Math.Min(history.Failures, GreatestDoublings))
            : every * Math.Min(Slowest, Math.Pow(Slowing, history.Unchanged));
        interval = Between(interval, bounds.Shortest, bounds.Longest);
        if (history.Failures == 0)
            interval = Greater(interval, Advised(advice, bounds));
        // Over the longest it is the server's own word, which it may mean: a day is the end of it.
        if (advice.RetryAfter is { } wait)
            interval = Greater(interval, Smaller(wait, Greater(bounds.Longest, LongestAdvice)));
        return Awake(now + interval * (1 + (Jitter * random)), advice.Schedule);
    }

    private static TimeSpan Advised(PollAdvice advice, PollBounds bounds) =>
        Smaller(Greater(advice.Schedule.Every ?? TimeSpan.Zero, advice.Fresh ?? TimeSpan.Zero), Smaller(bounds.Longest, LongestAdvice));

    // RSS 2.0 skipHours and skipDays, of which not all are skipped.
    private static DateTimeOffset Awake(DateTimeOffset due, UpstreamSchedule schedule)
    {
        if (schedule.SkipHours.IsEmpty && schedule.SkipDays.IsEmpty)
            return due;
        // At the beginning of an hour, but each at a minute of its own, as it was.
        var minute = due.Minute / 6;
        for (var hours = 0; hours < 24 * 7 && (schedule.SkipHours.Contains(due.UtcDateTime.Hour) || schedule.SkipDays.Contains(due.UtcDateTime.DayOfWeek)); hours++)
        {
            var next = due.UtcDateTime.AddHours(1);
            due = new DateTimeOffset(next.Year, next.Month, next.Day, next.Hour, minute, due.Second, TimeSpan.Zero);
        }

        return due;
    }

    private static TimeSpan Between(TimeSpan value, TimeSpan least, TimeSpan most) => Greater(least, Smaller(value, most));

    private static TimeSpan Greater(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Smaller(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
