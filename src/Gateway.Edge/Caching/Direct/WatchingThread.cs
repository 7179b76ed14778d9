using System.Net.Sockets;
using System.Reflection;

namespace Gateway.Edge.Caching.Direct;

/// <summary>
/// The runtime's threads that watch the sockets. What follows on a socket's readiness goes from there to the pool, unless the
/// socket says that it may run where it was learned: a direct answer is shorter than the way to another thread, and need not
/// wait in the pool behind the building of feeds.
/// </summary>
/// <remarks>
/// Everybody's sockets are watched there: what runs must be short, wait for nothing, and leave for the pool before anything
/// else than a direct answer is done. The runtime has the same setting for the whole process
/// (<c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS</c>), which would have all that Orleans, the server and the clients of HTTP do run there.
/// </remarks>
internal static class WatchingThread
{
    // Not public in .NET 10. Where a runtime has it no longer, all goes by way of the pool: slower, and as right.
    private static readonly Action<Socket, bool>? Setter = typeof(Socket)
        .GetProperty("PreferInlineCompletions", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, binder: null, typeof(bool), [], modifiers: null)
        ?.SetMethod?.CreateDelegate<Action<Socket, bool>>();

    /// <summary>Whether the runtime lets a socket choose.</summary>
    public static bool IsThere => Setter is not null;

    /// <summary>Whether the caller is on such a thread, or on another that the pool does not own.</summary>
    public static bool IsHere => !Thread.CurrentThread.IsThreadPoolThread;

    /// <summary>Says where what follows on a socket's readiness runs from now on.</summary>
    public static void Use(Socket socket, bool isWanted)
    {
        try
        {
            Setter?.Invoke(socket, isWanted);
        }
        catch (ObjectDisposedException)
        {
            // Whoever reads next is told.
        }
    }
}
