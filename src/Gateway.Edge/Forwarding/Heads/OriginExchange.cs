namespace Gateway.Edge.Forwarding.Heads;

/// <summary>One request to an origin and its answer. Tells a connection, which only sees bytes, where the next begins.</summary>
internal sealed class OriginExchange
{
    private static readonly AsyncLocal<OriginExchange?> Local = new();

    /// <summary>That of this flow of calls; null where it is none of the edge's.</summary>
    public static OriginExchange? Current => Local.Value;

    /// <summary>Begins one, for as long as the calling method runs.</summary>
    public static void Begin() => Local.Value = new OriginExchange();
}
