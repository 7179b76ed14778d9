namespace Gateway.Edge.Interim;

/// <summary>Takes the interim responses to the request that is being sent in this flow of calls.</summary>
internal static class InterimListener
{
    private static readonly AsyncLocal<Action<InterimResponse>?> Local = new();

    /// <summary>Who listens; null for nobody.</summary>
    public static Action<InterimResponse>? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }
}
