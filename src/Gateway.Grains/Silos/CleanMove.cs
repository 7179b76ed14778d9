namespace Gateway.Grains.Silos;

/// <summary>
/// What an activation that moves to another silo says to the one that takes its place: all that it began is stored or given up, so that
/// nothing has to be looked for. A move then takes no storage, and succeeds while that is away.
/// </summary>
internal static class CleanMove
{
    private const string Key = "gateway.clean";

    /// <summary>Says it.</summary>
    public static void Say(IDehydrationContext context) => context.TryAddValue(Key, true);

    /// <summary>Whether it was said.</summary>
    public static bool IsSaid(IRehydrationContext context) => context.TryGetValue(Key, out bool isClean) && isClean;
}
