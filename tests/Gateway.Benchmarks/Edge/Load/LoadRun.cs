using System.Diagnostics;

namespace Gateway.Benchmarks.Edge.Load;

/// <summary>
/// Sends a plan's requests on one thread. Each latency counts from the instant at which the request was due, whether or not
/// a connection was free then: what waits behind a pause is not forgiven (coordinated omission).
/// </summary>
internal sealed class LoadRun(LoadPlan plan)
{
    private readonly List<double> _milliseconds = new(Math.Max(plan.Expected, 1_000));
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly Queue<int> _free = new();
    private readonly double _interval = plan.Rate > 0 ? Stopwatch.Frequency / plan.Rate : 0;
    private long _counted;
    private int _sent;
    private int _whole;
    private int _unchanged;
    private int _hits;
    private int _refused;
    private int _broken;
    private long _bytes;

    public LoadResult Run()
    {
        Poller.BePunctual();
        var connections = new LoadConnection[plan.Connections];
        var watched = new Poller.Entry[plan.Connections];
        for (var i = 0; i < connections.Length; i++)
        {
            connections[i] = new LoadConnection(plan);
            watched[i] = Poller.Watch(-1);
            _free.Enqueue(i);
        }

        var start = Stopwatch.GetTimestamp();
        _counted = start + (long)(plan.WarmUp * Stopwatch.Frequency);
        var end = plan.Seconds > 0 ? start + (long)(plan.Seconds * Stopwatch.Frequency) : long.MaxValue;
        var giveUp = end < long.MaxValue ? end + 10 * Stopwatch.Frequency : long.MaxValue;
        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            var next = start + (long)(_sent * _interval);
            while (More(now, end) && next <= now && _free.TryDequeue(out var i))
            {
                watched[i].Descriptor = connections[i].Descriptor;
                if (!connections[i].Send(_interval > 0 ? next : now, plan.First + _sent % plan.Addresses))
                    Break(connections, watched, i);
                _sent++;
                next = start + (long)(_sent * _interval);
            }

            if ((_free.Count == connections.Length && !More(now, end)) || now > giveUp)
                break;
            var wait = _free.Count > 0 && More(now, end) ? Stopwatch.GetElapsedTime(now, Math.Max(now, next)) : TimeSpan.FromMilliseconds(100);
            Poller.Wait(watched, wait);
            for (var i = 0; i < watched.Length; i++)
            {
                if (watched[i].Happened != 0 && watched[i].Descriptor >= 0)
                    Read(connections, watched, i);
            }
        }

        // What never came is as late as it can be told.
        foreach (var entry in watched)
            _broken += entry.Descriptor >= 0 ? 1 : 0;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var connection in connections)
            connection.Dispose();
        return new LoadResult(_milliseconds, seconds, _whole, _unchanged, _hits, _refused, _broken, _bytes);
    }

    private bool More(long now, long end) => now < end && (plan.Requests == 0 || _sent < plan.Requests);

    private void Read(LoadConnection[] connections, Poller.Entry[] watched, int i)
    {
        switch (connections[i].Receive(_buffer, ref _bytes))
        {
            case false:
                return;
            case null:
                Break(connections, watched, i);
                return;
        }

        var answer = connections[i].Answer;
        if (connections[i].Due >= _counted)
            _milliseconds.Add(Stopwatch.GetElapsedTime(connections[i].Due).TotalMilliseconds);

        if (answer.Status is 200)
            _whole++;
        else if (answer.Status is 304)
            _unchanged++;
        else
            _refused++;
        if (answer.Hit)
            _hits++;
        watched[i].Descriptor = -1;
        _free.Enqueue(i);
    }

    private void Break(LoadConnection[] connections, Poller.Entry[] watched, int i)
    {
        _broken++;
        connections[i].Reconnect();
        watched[i].Descriptor = -1;
        _free.Enqueue(i);
    }
}
