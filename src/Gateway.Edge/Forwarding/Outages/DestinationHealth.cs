using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Forwarding.Outages;

/// <summary>
/// How one destination does. An outage is told of in one line when it begins, one a minute at most while it lasts, and one
/// when it is over; one that comes and goes all the time is told of no more often. Not thread-safe.
/// </summary>
internal sealed class DestinationHealth(string cluster, string name, TimeProvider time, ILogger logger)
{
    // An exchange that breaks off may be one address's fault; so many in a row are the destination's.
    private const int FailuresInARow = 3;

    /// <summary>Between two lines that tell of the same.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private DateTimeOffset _since;
    private DateTimeOffset _told = DateTimeOffset.MinValue;
    private bool _isTold;
    private long _untold;
    private int _inARow;

    /// <summary>Whether its last exchange failed.</summary>
    public bool Fails { get; private set; }

    /// <summary>Whether the next will fail as well, as far as one can know.</summary>
    public bool IsDown { get; private set; }

    /// <summary>When it was last told of; forgotten, it would be told of again.</summary>
    public bool MayBeForgotten => !Fails && time.GetUtcNow() - _told >= Quiet;

    public void Failed(bool isUnreachable, ForwarderError error, string? reason)
    {
        var now = time.GetUtcNow();
        _untold++;
        IsDown = IsDown || isUnreachable || ++_inARow >= FailuresInARow;
        if (!Fails)
            (Fails, _since, _isTold) = (true, now, false);
        if (now - _told < Quiet)
            return;

        if (_isTold)
            Log.FailsStill(logger, cluster, name, error, reason, _untold);
        else
            Log.Fails(logger, cluster, name, error, reason, _untold);
        (_told, _isTold, _untold) = (now, true, 0);
    }

    public void Answered()
    {
        (IsDown, _inARow) = (false, 0);
        if (!Fails)
            return;
        Fails = false;
        if (!_isTold)
            return;
        Log.AnswersAgain(logger, cluster, name, (time.GetUtcNow() - _since).TotalSeconds, _untold);
        _untold = 0;
    }
}
