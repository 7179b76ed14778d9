using System.Globalization;
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
    public void Silence_ThatComesAndGoes_IsToldOfOnceAMinute()
    {
        for (var i = 0; i < 20; i++)
        {
            var asked = _time.GetTimestamp();
            _time.Advance(TimeSpan.FromSeconds(5));
            _health.Waited(asked);
            _health.Answered("a");
        }

        Assert.Equal(2, _logs.From(LogLevel.Warning).Count);
    }

    [Fact]
    public void Memory_OfDestinationsWithoutNumber_IsBounded()
    {
        for (var i = 0; i < 5_000; i++)
            Fail("d" + i.ToString(CultureInfo.InvariantCulture), isUnreachable: true);
        Assert.InRange(_health.Remembered, 1, ClusterHealth.Most);
    }

    private void Fail(string destination, bool isUnreachable = false) => _health.Failed(destination, Both, isUnreachable, ForwarderError.Request, "why");
}
