namespace Gateway.Management;

/// <summary>
/// Refuses what alters or shows the inside (<c>/cache</c>, <c>/dashboard</c>) to whoever asks under a strange name. Probes and
/// metrics stay open: orchestrators and Prometheus ask under names of their own, and learn nothing to hide.
/// </summary>
internal sealed class ManagementHostMiddleware(RequestDelegate next, ManagementHosts hosts)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if ((!path.StartsWithSegments("/cache", StringComparison.OrdinalIgnoreCase) && !path.StartsWithSegments("/dashboard", StringComparison.OrdinalIgnoreCase)) || hosts.Includes(context.Request.Host.Host))
            return next(context);

        return ManagementProblem.Answer(
            StatusCodes.Status421MisdirectedRequest,
            "Not asked by a name of this listener",
            "Ask by a loopback address, by an address that the listener is bound to, or by a name in Gateway:Management:Hosts.").ExecuteAsync(context);
    }
}
