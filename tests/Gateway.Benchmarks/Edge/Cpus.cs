namespace Gateway.Benchmarks.Edge;

/// <summary>
/// On a machine of two processors the load and the server would push each other around. Every server has one processor to
/// itself (they are one process or one worker each), the load has the other; the origin behind them idles once it is cached.
/// </summary>
internal static class Cpus
{
    public const int Server = 0;

    public const int Load = 1;

    /// <summary>
    /// Starts a command on one processor, or on all, ahead of whatever else runs on the machine (where that is allowed; a
    /// user who may not has a warning and no priority).
    /// </summary>
    public static IEnumerable<string> Start(int? cpu, IEnumerable<string> command) =>
        ["-n", "-15", .. cpu is { } bound ? new[] { "taskset", "-c", bound.ToString(System.Globalization.CultureInfo.InvariantCulture) } : [], .. command];

    /// <summary>The program whose arguments <see cref="Start"/> gives.</summary>
    public const string Starter = "nice";
}
