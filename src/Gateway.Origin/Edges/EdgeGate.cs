using Gateway.HttpCaching.Fields;
using Gateway.Trust;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Gateway.Origin.Edges;

/// <summary>
/// Before everything that the origin does: where the cluster has a key, who does not prove to know it gets nothing, whatever is asked
/// for.
/// </summary>
internal sealed class EdgeGate(OriginHandler origin, ClusterKeys keys, TimeProvider time, ILogger<EdgeGate> logger)
{
    private readonly OnceAMinute _telling = new(time);

    public Task HandleAsync(HttpContext context)
    {
        if (keys.IsEmpty)
            return origin.HandleAsync(context);

        var request = context.Request;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var proof = request.Headers[InternalFields.Proof] is [{ } only] ? only : null;
        var verdict = keys.Verify(proof, request.Method, target, time.GetUtcNow());
        request.Headers.Remove(InternalFields.Proof);
        return verdict == ProofVerdict.Good ? origin.HandleAsync(context) : RefuseAsync(context, verdict, isWithout: proof is null);
    }

    private Task RefuseAsync(HttpContext context, ProofVerdict verdict, bool isWithout)
    {
        if (_telling.IsDue(out var times))
        {
            var reason = verdict == ProofVerdict.OutOfTime ? "the clock of the edge and this one's are more than five minutes apart" : isWithout ? "it came without the cluster's key" : "it came with another key";
            Log.Refused(logger, context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address", reason, times);
        }

        var response = context.Response;
        response.StatusCode = StatusCodes.Status401Unauthorized;
        // RFC 9110 §11.6.1; no browser asks anybody for it.
        response.Headers[HeaderNames.WWWAuthenticate] = "Gateway-Cluster";
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers[InternalFields.Refused] = verdict == ProofVerdict.OutOfTime ? "clock" : "key";
        // No content: a stranger who opens no window for it (RFC 9113 §6.9) would have its requests kept for as long as it likes.
        return Task.CompletedTask;
    }
}
