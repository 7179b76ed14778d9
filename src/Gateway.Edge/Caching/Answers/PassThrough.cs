using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Observing;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Updating;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Answers;

/// <summary>
/// Requests that go past the cache on the client's own context, unbuffered: what they change makes stored responses invalid
/// (RFC 9111 §4.4).
/// </summary>
internal sealed class PassThrough(EntryKeeper keeper, CacheStatusField status, CacheMetrics metrics)
{
    /// <summary>Lets a request through.</summary>
    public Task RunAsync(HttpContext context, RequestDelegate next, in RequestFacts request, EntryKey? key, ForwardReason reason)
    {
        metrics.Passed();
        OriginMarks.Remove(context.Request.Headers);
        context.Response.OnStarting(Starting, new Passage(this, context, request, key, reason));
        return next(context);
    }

    private static Task Starting(object state)
    {
        var (owner, context, request, key, reason) = (Passage)state;
        var headers = context.Response.Headers;
        OriginMarks.Remove(headers);
        if (reason != ForwardReason.None)
            headers["Cache-Status"] = StringValues.Concat(headers["Cache-Status"], owner.Status.Forwarded(new ForwardStatus(reason)));
        if (key is not { } target || !request.IsUnsafe)
            return Task.CompletedTask;

        foreach (var address in InvalidationPolicy.Keys(request, target.Address, context.Response.StatusCode, headers))
            owner.Keeper.Invalidate(target with { Address = address });
        return Task.CompletedTask;
    }

    private EntryKeeper Keeper => keeper;

    private CacheStatusField Status => status;

    private sealed record Passage(PassThrough Owner, HttpContext Context, RequestFacts Request, EntryKey? Key, ForwardReason Reason);
}
