using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Forwarding.Outages;

/// <summary>
/// How the destinations of one cluster do. While all of them are down one request at a time finds out whether they still are;
/// who else may have a stored answer gets that. Thread-safe.
/// </summary>
internal sealed class ClusterHealth(string name, TimeSpan probeInterval, TimeProvider time, ILogger logger)
{
    /// <summary>Stands for a destination where there was none to choose.</summary>
    public const string NoDestination = "(none)";

    /// <summary>Of how many destinations something is remembered; more have left the configuration long ago.</summary>
    public const int Most = 1_024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DestinationHealth> _destinations = new(StringComparer.OrdinalIgnoreCase);
    private readonly OutageAllowance _silences = new(time);
    private long _answered = long.MinValue;
    private TimeSpan _silentSince;
    private long _nextProbe;
    private bool _isDown;
    private bool _isSilent;
    private bool _isSilenceTold;
    private bool _isTroubled;
    private bool _probes;

    /// <summary>Destinations of which something is remembered: those that ever failed.</summary>
    public int Remembered
    {
        get
        {
            lock (_gate)
                return _destinations.Count;
        }
    }

    /// <summary>Whether none of its destinations can be reached.</summary>
    public bool IsDown => Volatile.Read(ref _isDown);

    /// <summary>Whether it is down, or lets those wait who ask.</summary>
    public bool IsDownOrSilent => IsDown || Volatile.Read(ref _isSilent);

    /// <summary>A destination has begun an answer, whatever it says.</summary>
    public void Answered(string destination)
    {
        Volatile.Write(ref _answered, time.GetTimestamp());
        if (!Volatile.Read(ref _isTroubled))
            return;

        lock (_gate)
        {
            if (_isSilenceTold)
                Log.IsSilentNoMore(logger, name, (_silences.Now - _silentSince).TotalSeconds);
            (_isDown, _isSilent, _isSilenceTold) = (false, false, false);
            if (_destinations.TryGetValue(NoDestination, out var none))
                none.Answered();
            if (_destinations.TryGetValue(destination, out var health))
                health.Answered();
            _isTroubled = _destinations.Values.Any(static d => d.IsTroubled);
        }
    }

    /// <summary>An exchange with a destination failed.</summary>
    /// <param name="destination">Its name; <see cref="NoDestination"/> where none was there.</param>
    /// <param name="all">The names of all that the cluster has.</param>
    /// <param name="isUnreachable">Whether not even a connection came about.</param>
    /// <param name="error">What the forwarder says.</param>
    /// <param name="reason">What the exception says.</param>
    public void Failed(string destination, IEnumerable<string> all, bool isUnreachable, ForwarderError error, string? reason)
    {
        lock (_gate)
        {
            if (!_destinations.TryGetValue(destination, out var health))
            {
                Forget();
                _destinations[destination] = health = new DestinationHealth(name, destination, time, logger);
            }

            health.Failed(isUnreachable, error, reason);
            _isTroubled = true;
            var wasDown = _isDown;
            _isDown = health.IsDown && (ReferenceEquals(destination, NoDestination) || all.All(d => _destinations.TryGetValue(d, out var other) && other.IsDown));
            if (_isDown && !wasDown)
                _nextProbe = NextProbe();
        }
    }

    /// <summary>A request has waited for an answer in vain.</summary>
    /// <param name="asked">When it began to, by the clock's timestamps.</param>
    public void Waited(long asked)
    {
        lock (_gate)
        {
            if (Volatile.Read(ref _answered) > asked)
                return;
            if (!_isSilent)
            {
                (_isSilent, _isTroubled, _silentSince) = (true, true, _silences.Now);
                _nextProbe = NextProbe();
            }

            if (_isDown || _isSilenceTold || !_silences.TryTake())
                return;
            _isSilenceTold = true;
            Log.IsSilent(logger, name);
        }
    }

    /// <summary>Whether the caller is the one to find out how it does now; then it calls <see cref="Probed"/> when it has.</summary>
    public bool TryProbe()
    {
        lock (_gate)
        {
            if (_probes || time.GetTimestamp() < _nextProbe)
                return false;
            return _probes = true;
        }
    }

    /// <summary>A probe is over, whatever came of it.</summary>
    public void Probed()
    {
        lock (_gate)
            (_probes, _nextProbe) = (false, NextProbe());
    }

    private long NextProbe() => time.GetTimestamp() + (long)(probeInterval.TotalSeconds * time.TimestampFrequency);

    private void Forget()
    {
        if (_destinations.Count < Most)
            return;
        foreach (var (old, health) in _destinations.ToList())
        {
            if (health.MayBeForgotten)
                _destinations.Remove(old);
        }

        if (_destinations.Count >= Most)
            _destinations.Clear();
    }
}
