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
        if (status.Phase == GatewayPhase.Draining)
            return NotReady("draining");
        if (status.Phase != GatewayPhase.Ready || (status.Silo ?? status.Edge) is null)
            return NotReady("starting");
        var edge = status.Edge?.GetService<IEdgeReadiness>();
        if (edge is { IsReady: false })
            return NotReady("no silo has answered yet" + (edge.Trouble is { } trouble ? ": " + trouble : ""));
        // What is stored is served still: who takes all edges out for this makes an outage of it.
        if (status.Silo is not { } silo)
            return Results.Text(edge?.Trouble is { } doubt ? $"ready, but {doubt}\n" : "ready\n");

        var name = silo.GetRequiredService<ILocalSiloDetails>().Name;
        if (silo.GetRequiredService<ISiloDirectory>().Current.Members.Any(m => m.IsJoining && string.Equals(m.Name, name, StringComparison.Ordinal)))
            return NotReady("joining: it is given nothing to host yet (Gateway:Silo:JoinDelay)");

        var storage = await silo.GetRequiredService<IStorageHealth>().CheckAsync(cancellation);
        return storage.IsReady ? Results.Text("ready\n") : NotReady("without storage: " + storage.Problem);
    }

    private static IResult NotReady(string reason) => Results.Text(reason + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
