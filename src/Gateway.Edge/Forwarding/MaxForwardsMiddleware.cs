using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Forwarding;

/// <summary>
/// Counts <c>Max-Forwards</c> of <c>OPTIONS</c> and <c>TRACE</c> down (RFC 9110 §7.6.2): at zero the edge is who was asked. Of itself it has
/// nothing to trace.
/// </summary>
internal sealed class MaxForwardsMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsOptions(request.Method) && !HttpMethods.IsTrace(request.Method))
            return next(context);
        if (request.Headers["Max-Forwards"] is not [{ } text] || !uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var left))
            return next(context);
        if (left > 0)
        {
            request.Headers["Max-Forwards"] = (left - 1).ToString(CultureInfo.InvariantCulture);
            return next(context);
        }

        context.Response.Headers.Allow = "GET, HEAD, OPTIONS";
        context.Response.StatusCode = HttpMethods.IsOptions(request.Method) ? StatusCodes.Status204NoContent : StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }
}
