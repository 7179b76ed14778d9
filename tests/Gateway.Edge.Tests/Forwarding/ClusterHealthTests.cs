using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Edge.Forwarding.Outages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Tests.Forwarding;

/// <summary>When a cluster counts as down, who finds out, and what is remembered.</summary>
public sealed class ClusterHealthTests
{
    private static readonly string[] Both = ["a", "b"];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly HeardLogs _logs = new();
    private readonly ClusterHealth _health;

    public ClusterHealthTests() => _health = new ClusterHealth("site", TimeSpan.FromSeconds(1), _time, _logs);

    [Fact]
    public void Cluster_WithADestinationLeft_IsNotDown()
    {
        Fail("a", isUnreachable: true);
        Assert.False(_health.IsDown);
        Fail("b", isUnreachable: true);
        Assert.True(_health.IsDown);
        _health.Answered("b");
        Assert.False(_health.IsDown);
    }

    [Fact]
    public void Destination_ThatCannotBeReached_IsDownAtOnce_OneThatBreaksOff_AfterThreeInARow()
    {
        foreach (var name in Both)
        {
            Fail(name);
            Fail(name);
        }

        _health.Answered("a");
        Fail("b");
        Fail("a");
        Fail("a");
        Assert.False(_health.IsDown);
        Fail("a");
        Assert.True(_health.IsDown);
    }

    [Fact]
    public void Cluster_WithoutAnyDestination_IsDown_UntilOneAnswers()
    {
        _health.Failed(ClusterHealth.NoDestination, Both, isUnreachable: true, ForwarderError.NoAvailableDestinations, null);
        Assert.True(_health.IsDown);
        _health.Answered("a");
        Assert.False(_health.IsDown);
        Assert.Equal([6301, 6303], _logs.From(LogLevel.Information).Select(l => l.Event));
    }

    [Fact]
    public void Probe_IsOneAtATime_AndOneAfterEachInterval()
    {
        Fail("a", isUnreachable: true);
        Fail("b", isUnreachable: true);
        Assert.False(_health.TryProbe());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_health.TryProbe());
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(_health.TryProbe());
        _health.Probed();
        Assert.False(_health.TryProbe());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_health.TryProbe());
    }

    [Fact]
    public void Silence_IsOver_WithTheFirstAnswer_AndIsNoneWhereOthersWereAnsweredMeanwhile()
    {
        var asked = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(2));
        _health.Answered("a");
        _time.Advance(TimeSpan.FromSeconds(3));
        _health.Waited(asked);
        Assert.False(_health.IsDownOrSilent);
        asked = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(5));
        _health.Waited(asked);
        Assert.True(_health.IsDownOrSilent);
        Assert.False(_health.IsDown);
        _health.Answered("a");
        Assert.False(_health.IsDownOrSilent);
    }

    [Fact]
    public void Silence_IsToldOfWhenItBegins_AndWhenItIsOver()
    {
        for (var i = 0; i < 2; i++)
        {
            var asked = _time.GetTimestamp();
            _time.Advance(TimeSpan.FromSeconds(5));
            _health.Waited(asked);
            _health.Waited(asked);
            _time.Advance(TimeSpan.FromSeconds(2.5));
            _health.Answered("a");
            _health.Answered("a");
        }

        Assert.Equal([6304, 6307, 6304, 6307], Events());
        Assert.EndsWith("answers again, after 2.5 s.", _logs.From(LogLevel.Information)[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_ThatComesAndGoes_IsToldOfAFewTimes_ThenOnceAMinute_AndAtLastIfItLasts()
    {
        for (var i = 0; i < 20; i++)
        {
            var asked = _time.GetTimestamp();
            _time.Advance(TimeSpan.FromSeconds(5));
            _health.Waited(asked);
            _health.Answered("a");
        }

        Assert.Equal(OutageAllowance.InARow + 1, Events().Count(e => e == 6304));
        for (var i = 0; i < 20; i++)
        {
            var asked = _time.GetTimestamp();
            _time.Advance(TimeSpan.FromSeconds(5));
            _health.Waited(asked);
        }

        Assert.Equal(6304, Events()[^1]);
        Assert.Equal(OutageAllowance.InARow + 2, Events().Count(e => e == 6304));
    }

    [Fact]
    public void Outage_SoonAfterAnother_IsToldOfAtOnce_AndItsEnd()
    {
        for (var i = 0; i < 2; i++)
        {
            Fail("a");
            Assert.Equal(6301, Events()[^1]);
            _time.Advance(TimeSpan.FromSeconds(3));
            Fail("a");
            _health.Answered("a");
            Assert.Equal(6303, Events()[^1]);
            Assert.EndsWith("answers again, after 3.0 s. 1 requests failed since it was last told of.", _logs.From(LogLevel.Information)[^1].Text, StringComparison.Ordinal);
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Equal([6301, 6303, 6301, 6303], Events());
    }

    [Fact]
    public void Outages_WithoutEnd_AreToldOfAFewTimes_ThenAFewLinesAMinute_AndEachIsCounted()
    {
        for (var i = 0; i < 1_800; i++)
        {
            Fail("a");
            Fail("a");
            _time.Advance(TimeSpan.FromSeconds(1));
            _health.Answered("a");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // An hour of them; then it stays.
        _time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 10; i++)
            _health.Answered("a");

        var lines = _logs.From(LogLevel.Information);
        Assert.Equal([6301, 6303, 6301, 6303, 6301, 6303, 6305, 6303], lines.Take(8).Select(l => l.Event));
        Assert.InRange(lines.Count, 100, 3 * (60 + OutageAllowance.InARow));
        Assert.Equal(6306, lines[^1].Event);
        Assert.Equal(1_800, lines.Sum(l => l.Event == 6301 ? 1 : Number(l.Text, "([0-9]+) outages")));
        Assert.Equal(3_600, lines.Sum(l => Number(l.Text, "([0-9]+) (requests failed|failed requests)")));
    }

    [Fact]
    public void Outage_ThatLastsAfterManyThatDidNot_IsToldOfWithinAMinute_AndItsEndAtOnce()
    {
        for (var i = 0; i < 5; i++)
        {
            Fail("a");
            _health.Answered("a");
        }

        Assert.Equal(6303, Events()[^1]);
        for (var second = 0; second < 60; second++)
        {
            Fail("a");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Fail("a");
        Assert.Equal(6305, Events()[^1]);
        Assert.Contains("3 outages, and 63 failed requests", _logs.From(LogLevel.Information)[^1].Text, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(1));
        Fail("a");
        Assert.Equal(6302, Events()[^1]);
        _health.Answered("a");
        Assert.Equal(6303, Events()[^1]);
    }

    [Fact]
    public void Memory_OfDestinationsWithoutNumber_IsBounded()
    {
        for (var i = 0; i < 5_000; i++)
            Fail("d" + i.ToString(CultureInfo.InvariantCulture), isUnreachable: true);
        Assert.InRange(_health.Remembered, 1, ClusterHealth.Most);
    }

    private List<int> Events() => [.. _logs.From(LogLevel.Information).Select(l => l.Event)];

    private static int Number(string text, string pattern) =>
        Regex.Match(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    private void Fail(string destination, bool isUnreachable = false) => _health.Failed(destination, Both, isUnreachable, ForwarderError.Request, "why");
}
