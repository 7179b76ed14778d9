using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Forwarding.Outages;

/// <summary>
/// How one destination does. An outage is told of in one line when it begins, one a minute while it lasts, and one when it is
/// over. Of one that comes and goes some beginnings are passed over (<see cref="OutageAllowance"/>), and their ends with them: how
/// many they were is told within a minute or so. Not thread-safe.
/// </summary>
internal sealed class DestinationHealth(string cluster, string name, TimeProvider time, ILogger logger)
{
    // An exchange that breaks off may be one address's fault; so many in a row are the destination's.
    private const int FailuresInARow = 3;

    private readonly OutageAllowance _allowance = new(time);
    private TimeSpan _since;
    private TimeSpan _told;
    private bool _isTold;
    private long _untoldFailures;
    private long _untoldOutages;
    private int _inARow;

    /// <summary>Whether its last exchange failed.</summary>
    public bool Fails { get; private set; }

    /// <summary>Whether the next will fail as well, as far as one can know.</summary>
    public bool IsDown { get; private set; }

    /// <summary>Whether an answer would be news: it fails, or has failed and that was not told.</summary>
    public bool IsTroubled => Fails || _untoldFailures > 0;

    /// <summary>Whether nothing hangs on what is remembered of it.</summary>
    public bool MayBeForgotten => !IsTroubled && _allowance.IsWhole;

    public void Failed(bool isUnreachable, ForwarderError error, string? reason)
    {
        var now = _allowance.Now;
        _untoldFailures++;
        IsDown = IsDown || isUnreachable || ++_inARow >= FailuresInARow;
        if (!Fails)
        {
            (Fails, _since, _isTold) = (true, now, false);
            _untoldOutages++;
        }

        if (_isTold ? now - _told < OutageAllowance.Quiet : !_allowance.TryTake())
            return;

        if (_isTold)
            Log.FailsStill(logger, cluster, name, error, reason, _untoldFailures);
        else if (_untoldOutages > 1)
            Log.FailsTimeAndAgain(logger, cluster, name, error, reason, _untoldOutages, _untoldFailures);
        else
            Log.Fails(logger, cluster, name, error, reason, _untoldFailures);
        _isTold = true;
        Told(now);
    }

    public void Answered()
    {
        (IsDown, _inARow) = (false, 0);
        var now = _allowance.Now;
        var isOver = Fails;
        Fails = false;
        if (isOver && _isTold)
        {
            Log.AnswersAgain(logger, cluster, name, (now - _since).TotalSeconds, _untoldFailures);
            _untoldFailures = 0;
        }
        else if (_untoldFailures > 0 && now - _told >= OutageAllowance.Quiet)
        {
            Log.CameAndWent(logger, cluster, name, _untoldOutages, _untoldFailures);
            Told(now);
        }
    }

    private void Told(TimeSpan now) => (_told, _untoldOutages, _untoldFailures) = (now, 0, 0);
}
