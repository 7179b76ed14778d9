namespace Gateway.Hosting;

/// <summary>Where a gateway is in its life.</summary>
internal enum GatewayPhase
{
    Starting,
    Ready,
    Draining,
}

/// <summary>Where this gateway is in its life, and what it is made of by now: what the management listener tells.</summary>
internal sealed class GatewayStatus
{
    private volatile GatewayPhase _phase = GatewayPhase.Starting;
    private volatile IServiceProvider? _silo;
    private volatile IServiceProvider? _edge;
    private volatile string? _waiting;

    public GatewayPhase Phase
    {
        get => _phase;
        set => _phase = value;
    }

    /// <summary>The services of the silo; null until it has started.</summary>
    public IServiceProvider? Silo
    {
        get => _silo;
        set => _silo = value;
    }

    /// <summary>The services of the edge; null until it has started, and where there is none.</summary>
    public IServiceProvider? Edge
    {
        get => _edge;
        set => _edge = value;
    }

    /// <summary>What a start waits for; null where it goes on.</summary>
    public string? Waiting
    {
        get => _waiting;
        set => _waiting = value;
    }
}
