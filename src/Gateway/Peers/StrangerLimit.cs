using Gateway.Trust;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Peers;

/// <summary>
/// Bounds how many connections to the silo's port have not proved yet that they are another silo's: each holds a file of the process,
/// and at their limit the runtime ends.
/// </summary>
internal sealed class StrangerLimit(ConnectionDelegate next, int most, TimeProvider time, ILogger<StrangerLimit> logger)
{
    /// <summary>Many more than silos that start at once have.</summary>
    public const int Most = 200;

    private static readonly object Key = new();

    private readonly OnceAMinute _telling = new(time);
    private int _strangers;

    /// <summary>The half outside of all that a connection is asked to prove.</summary>
    public static void UseOutside(IConnectionBuilder connections) => connections.Use(next =>
        new StrangerLimit(
            next,
            Most,
            connections.ApplicationServices.GetRequiredService<TimeProvider>(),
            connections.ApplicationServices.GetRequiredService<ILogger<StrangerLimit>>()).RunAsync);

    /// <summary>The half inside: whoever comes here is known.</summary>
    public static void UseInside(IConnectionBuilder connections) => connections.Use(next => connection =>
    {
        Leave(connection);
        return next(connection);
    });

    public async Task RunAsync(ConnectionContext connection)
    {
        if (Interlocked.Increment(ref _strangers) > most)
        {
            Interlocked.Decrement(ref _strangers);
            if (_telling.IsDue(out var times))
                Log.TooMany(logger, connection.RemoteEndPoint?.ToString() ?? "an unknown address", most, times);
            connection.Abort(new ConnectionAbortedException("Too many connections prove nothing."));
            return;
        }

        connection.Items[Key] = this;
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(connection);
        }
    }

    private static void Leave(ConnectionContext connection)
    {
        if (connection.Items.Remove(Key, out var limit))
            Interlocked.Decrement(ref ((StrangerLimit)limit!)._strangers); // What is kept there is one.
    }
}
