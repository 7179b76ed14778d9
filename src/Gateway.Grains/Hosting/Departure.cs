namespace Gateway.Grains.Hosting;

/// <summary>Why an activation goes from this silo.</summary>
internal enum Departure
{
    /// <summary>The budget for activations is spent.</summary>
    OverBudget,

    /// <summary>Another silo owns the grain.</summary>
    Moved,
}

/// <summary>How activations go.</summary>
internal static class Departures
{
    private static readonly DeactivationReason OverBudget = new(DeactivationReasonCode.HighMemoryPressure, "The budget for activations is spent.");

    /// <summary>
    /// Has an activation go once it is idle. One that moves is placed anew before it ends: ended alone, it would come up where it
    /// was, as long as somebody remembers that place.
    /// </summary>
    public static void Depart(this IGrainContext activation, Departure why)
    {
        if (why == Departure.Moved)
            activation.Migrate(requestContext: null);
        else
            activation.Deactivate(OverBudget);
    }
}
