using Gateway.Management;

namespace Gateway.Hosting;

/// <summary>Says that the gateway is ready when it is, and of one that is not for long, why.</summary>
internal sealed class Announcement(GatewayStatus status, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Next = TimeSpan.FromMinutes(1);

    /// <summary>Returns once it is ready.</summary>
    /// <param name="waiting">Told why it is not, from time to time.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(Action<string> waiting, CancellationToken cancellation)
    {
        var (told, patience) = (time.GetTimestamp(), First);
        while (await Readiness.ReasonAgainst(status, cancellation) is { } reason)
        {
            if (time.GetElapsedTime(told) >= patience)
            {
                waiting(reason);
                (told, patience) = (time.GetTimestamp(), Next);
            }

            await Task.Delay(Look, time, cancellation);
        }
    }
}
