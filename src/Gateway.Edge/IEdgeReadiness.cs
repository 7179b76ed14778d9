namespace Gateway.Edge;

/// <summary>Whether an edge can answer, for <c>/readyz</c>.</summary>
public interface IEdgeReadiness
{
    /// <summary>
    /// Whether it has heard of the silos of its cluster; always where there is one origin, of its own process. Once it has, it
    /// goes on when they are away, with what it has stored.
    /// </summary>
    bool IsReady { get; }

    /// <summary>Which silo takes this edge for none of its cluster, or is taken for none, and why, in words; null where none does.</summary>
    string? Trouble { get; }
}
