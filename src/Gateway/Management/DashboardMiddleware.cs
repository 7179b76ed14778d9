using Gateway.Configuration;
using Gateway.Hosting;
using Orleans.Dashboard;

namespace Gateway.Management;

/// <summary>
/// The dashboard of Orleans under <c>/dashboard</c>. It needs the silo's services, which this application does not have:
/// its endpoints are built upon those, once somebody looks.
/// </summary>
internal sealed class DashboardMiddleware(RequestDelegate next, GatewayStatus status, GatewaySettings settings)
{
    private readonly Lock _gate = new();
    private volatile RequestDelegate? _dashboard;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/dashboard", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        if (status.Silo is not { } silo)
        {
            await (settings.Role == GatewayRole.Edge
                ? ManagementProblem.Answer(StatusCodes.Status404NotFound, "No dashboard", "An edge has no grains: ask a silo.")
                : ManagementProblem.Answer(StatusCodes.Status503ServiceUnavailable, "No dashboard yet", "The silo is starting or stopping.")).ExecuteAsync(context);
            return;
        }

        var own = context.RequestServices;
        await using var scope = silo.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await Dashboard(silo)(context);
        }
        finally
        {
            context.RequestServices = own;
        }
    }

    private RequestDelegate Dashboard(IServiceProvider silo)
    {
        lock (_gate)
        {
            if (_dashboard is { } built)
                return built;

            var builder = new ApplicationBuilder(silo);
            builder.UseRouting();
            builder.UseEndpoints(endpoints => endpoints.MapOrleansDashboard("/dashboard"));
            return _dashboard = builder.Build();
        }
    }
}
