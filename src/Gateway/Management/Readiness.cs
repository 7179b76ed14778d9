using Gateway.Hosting;

namespace Gateway.Management;

/// <summary><c>/readyz</c>: 200 where requests will be served, else 503 with the reason.</summary>
internal static class Readiness
{
    public static IResult Answer(GatewayStatus status) => status.Phase switch
    {
        GatewayPhase.Ready => Results.Text("ready\n"),
        GatewayPhase.Draining => Results.Text("draining\n", statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => Results.Text("starting\n", statusCode: StatusCodes.Status503ServiceUnavailable),
    };
}
