using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Forwarding.Outages;

/// <summary>Why an exchange with an origin failed, as it is told to operators.</summary>
internal static class FailureReason
{
    // YARP's own, where a cluster sets none.
    private static readonly TimeSpan DefaultSilence = TimeSpan.FromSeconds(100);

    /// <summary>The reason; null where nothing is known.</summary>
    /// <param name="error">YARP's word for it.</param>
    /// <param name="exception">What it was.</param>
    /// <param name="silence">For how long the cluster's destinations may be silent; null for the default.</param>
    /// <param name="connecting">How long a connection to them may take.</param>
    public static string? Of(ForwarderError error, Exception? exception, TimeSpan? silence, TimeSpan connecting)
    {
        // What the edge cancels itself ends by whatever its connection had to say of that, "ended prematurely" among it.
        if (!OriginHealth.IsOfTheOrigin(error) || Cancelled(exception) is not { } cancelled)
            return exception?.GetBaseException().Message;
        return cancelled.InnerException is TimeoutException
            ? $"timed out: no connection within {connecting:c}"
            : $"timed out: silent for {silence ?? DefaultSilence:c}";
    }

    // Of an upload that was going on there are several, one for each direction.
    private static OperationCanceledException? Cancelled(Exception? exception) => exception switch
    {
        OperationCanceledException one => one,
        AggregateException several => several.InnerExceptions.OfType<OperationCanceledException>().FirstOrDefault(),
        _ => null,
    };
}
