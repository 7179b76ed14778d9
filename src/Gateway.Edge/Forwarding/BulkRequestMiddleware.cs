using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gateway.Edge.Forwarding;

/// <summary>
/// Lets a bulk publisher wait for answers before it sends on: no least rate of sending. Silence of both sides is what
/// ends it, see <see cref="EdgeOptions.BulkSilenceTimeout"/>.
/// </summary>
internal sealed class BulkRequestMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (string.Equals(context.GetReverseProxyFeature().Route.Config.RouteId, OriginProxyConfigProvider.BulkId, StringComparison.Ordinal))
        {
            if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } request)
                request.MinDataRate = null;
        }

        return next(context);
    }
}
