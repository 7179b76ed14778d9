using Gateway.Contracts.Silos;
using Gateway.Edge;
using Gateway.Hosting;
using Gateway.Storage;

namespace Gateway.Management;

/// <summary><c>/readyz</c>: 200 where requests will be served, else 503 with the reason.</summary>
internal static class Readiness
{
    public static async Task<IResult> Answer(GatewayStatus status, CancellationToken cancellation)
    {
        if (await ReasonAgainst(status, cancellation) is { } reason)
            return Results.Text(reason + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        // What is stored is served still: who takes all edges out for this makes an outage of it.
        return Results.Text(status.Silo is null && status.Edge?.GetService<IEdgeReadiness>()?.Trouble is { } doubt ? $"ready, but {doubt}\n" : "ready\n");
    }

    /// <summary>Why requests will not be served; null where they will.</summary>
    public static async Task<string?> ReasonAgainst(GatewayStatus status, CancellationToken cancellation)
    {
        if (status.Phase == GatewayPhase.Draining)
            return "draining";
        if (status.Phase != GatewayPhase.Ready || (status.Silo ?? status.Edge) is null)
            return status.Waiting ?? "starting";
        var edge = status.Edge?.GetService<IEdgeReadiness>();
        if (edge is { IsReady: false })
            return "no silo has answered yet" + (edge.Trouble is { } trouble ? ": " + trouble : "");
        if (status.Silo is not { } silo)
            return null;

        var name = silo.GetRequiredService<ILocalSiloDetails>().Name;
        if (silo.GetRequiredService<ISiloDirectory>().Current.Members.Any(m => m.IsJoining && string.Equals(m.Name, name, StringComparison.Ordinal)))
            return "joining: it is given nothing to host yet (Gateway:Silo:JoinDelay)";

        var storage = await silo.GetRequiredService<IStorageHealth>().CheckAsync(cancellation);
        return storage.IsReady ? null : "without storage: " + storage.Problem;
    }
}
