using Gateway.Edge.Forwarding;
using Gateway.Trust;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Problems;

/// <summary>Ends requests that this edge has forwarded before: an operator's cluster leads back to it, over however many others.</summary>
internal sealed class LoopMiddleware(RequestDelegate next, ViaPseudonym self, TimeProvider time, ILogger<LoopMiddleware> logger)
{
    private readonly OnceAMinute _telling = new(time);

    public Task InvokeAsync(HttpContext context)
    {
        foreach (var line in context.Request.Headers.Via)
        {
            if (line?.Contains(self.Name, StringComparison.OrdinalIgnoreCase) is not true)
                continue;
            if (_telling.IsDue(out var times))
                Log.CameBack(logger, times);
            return ProxyProblem.Loop.Write(context);
        }

        return next(context);
    }
}
