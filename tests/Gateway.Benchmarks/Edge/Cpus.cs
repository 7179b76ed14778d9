namespace Gateway.Benchmarks.Edge;

/// <summary>
/// On a machine of two processors the load and the server would push each other around. Every server has one processor to
/// itself (they are one process or one worker each), the load has the other; the origin behind them idles once it is cached.
/// </summary>
internal static class Cpus
{
    public const int Server = 0;

    public const int Load = 1;
}
