using System.Globalization;

namespace Gateway.Hosting;

/// <summary>
/// How many connections the process may hold, by how many files it may have open: at that number the runtime itself ends, and
/// whoever connects and says nothing could bring it there. What goes on to an origin, or to storage, needs some as well.
/// </summary>
internal static class OpenFiles
{
    // For everything else: files, the silos, storage.
    private const int Reserve = 500;

    // Where nothing says how many there may be.
    private const int Usual = 1_024;

    /// <summary>Connections that management takes at once.</summary>
    public const int ManagementConnections = 200;

    /// <summary>Connections that an edge or a silo takes at once: two thirds of what is left, at least 100.</summary>
    public static long Connections { get; } = Of(Limit());

    /// <summary>The same for a limit of open files.</summary>
    public static long Of(long limit) => Math.Max(100, (limit - Reserve - ManagementConnections) * 2 / 3);

    // proc_pid_limits(5).
    private static long Limit()
    {
        try
        {
            var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
            var soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var first, ..] ? first : "";
            return soft is "unlimited" ? int.MaxValue : long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : Usual;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Usual;
        }
    }
}
