using System.Runtime.InteropServices;

namespace Gateway.Benchmarks.Edge.Load;

/// <summary>
/// Waits for sockets or an instant, whichever is first, to some ten microseconds: the framework's own waits round to whole
/// milliseconds, more than a cached answer takes.
/// </summary>
internal static class Poller
{
    private const short Readable = 1;
    private const int SetTimerSlack = 29;

    /// <summary>Lets this thread's waits end on time, not up to 50 microseconds later.</summary>
    public static void BePunctual() => _ = prctl(SetTimerSlack, 1, 0, 0, 0);

    public static Entry Watch(int descriptor) => new() { Descriptor = descriptor, Events = Readable };

    public static void Wait(Entry[] entries, TimeSpan longest)
    {
        var until = new Duration { Seconds = (long)longest.TotalSeconds, Nanoseconds = longest.Ticks % TimeSpan.TicksPerSecond * 100 };
        _ = ppoll(entries, (nuint)entries.Length, in until, 0);
    }

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ppoll([In, Out] Entry[] entries, nuint count, in Duration longest, nint signals);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    /// <summary>A <c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Entry
    {
        /// <summary>The socket; negative for none.</summary>
        public int Descriptor;

        public short Events;

        public short Happened;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Duration
    {
        public long Seconds;

        public long Nanoseconds;
    }
}
