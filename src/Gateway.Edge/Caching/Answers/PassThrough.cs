using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Fills;
using Gateway.Edge.Caching.Observing;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Gateway.HttpCaching.Storing;
using Gateway.HttpCaching.Updating;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Edge.Caching.Answers;

/// <summary>
/// Requests that go past the cache on the client's own context, unbuffered: what they change makes stored responses invalid
/// (RFC 9111 §4.4).
/// </summary>
internal sealed class PassThrough(FillServices services, CacheStatusField status)
{
    // Of answers to POST, which few mean to be stored, and none that is long.
    private const long LargestPost = 1 << 20;

    /// <summary>Lets a request through.</summary>
    public Task RunAsync(HttpContext context, RequestDelegate next, in RequestFacts request, EntryKey? key, ReuseDecision decision)
    {
        // A POST goes on as it came; what it was steered to is no answer to others.
        var mayKeep = decision.MayStore && request.Method == RequestMethod.Post && key is not null && !ForwardedFields.HaveSteering(context.Request.Headers);
        if (request.Method <= RequestMethod.Head)
            ForwardedFields.RemoveSteering(context.Request.Headers);
        OriginMarks.Remove(context.Request.Headers);
        if (key is { } address)
            CodedTags.Translate(context.Request.Method, context.Request.Headers, services.Store.Peek(address));
        var passage = new Passage(services, status, context, request, key, decision.Reason);
        context.Response.OnStarting(static p => ((Passage)p).Start(), passage);
        return passage.RunAsync(next, mayKeep);
    }

    private sealed class Passage(FillServices services, CacheStatusField status, HttpContext context, RequestFacts request, EntryKey? key, ForwardReason reason)
    {
        private readonly DateTimeOffset _requested = services.Time.GetUtcNow();
        private TeeBody? _tee;
        private Action<StoredBody>? _store;
        private RouteCounters? _counters;

        public async Task RunAsync(RequestDelegate next, bool mayKeep)
        {
            try
            {
                await (mayKeep ? RunKeeping(next) : next(context));
            }
            finally
            {
                Count(); // Its answer may never have begun.
            }
        }

        public Task Start()
        {
            Count();
            var headers = context.Response.Headers;
            if (key is { } target && request.IsUnsafe)
            {
                Invalidate(target, headers);
                Judge(target, headers);
            }

            OriginMarks.Remove(headers);
            if (reason != ForwardReason.None)
                headers["Cache-Status"] = StringValues.Concat(headers["Cache-Status"], status.Forwarded(new ForwardStatus(reason, Stored: _store is not null)));
            return Task.CompletedTask;
        }

        // Not before it is passed on: its route is chosen behind the cache.
        private RouteCounters Count()
        {
            if (_counters is null)
            {
                _counters = services.Metrics.Of(context.Features.Get<IReverseProxyFeature>()?.Route.Config.RouteId);
                _counters.Passed.Increment();
            }

            return _counters;
        }

        // Keeps its answer where that says that it is what a GET would give.
        private async Task RunKeeping(RequestDelegate next)
        {
            var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            _tee = new TeeBody(body, LargestPost);
            context.Features.Set<IHttpResponseBodyFeature>(_tee);
            try
            {
                await next(context);
            }
            finally
            {
                context.Features.Set(body);
            }

            var isWhole = !context.RequestAborted.IsCancellationRequested && context.Features.Get<IForwarderErrorFeature>() is null;
            if (isWhole && _store is { } store && _tee.Take() is { } copy && (context.Response.ContentLength ?? copy.Length) == copy.Length)
                store(copy);
        }

        private void Invalidate(EntryKey target, IHeaderDictionary headers)
        {
            var came = context.Request;
            // By whichever route an address was asked for: it is one resource's.
            IReadOnlyList<string?> routes = target.Route is null ? [null] : services.Routes;
            foreach (var address in InvalidationPolicy.Keys(request, target.Address, context.Response.StatusCode, headers, came.Path.ToUriComponent() + came.QueryString))
            {
                foreach (var route in routes)
                    services.Keeper.Invalidate(new EntryKey(address, route));
            }
        }

        private void Judge(EntryKey target, IHeaderDictionary headers)
        {
            if (_tee is null)
                return;
            var affinity = AffinityFields.Take(context, headers);
            Judge(target, headers, _tee);
            affinity.PutBack(headers);
        }

        private void Judge(EntryKey target, IHeaderDictionary headers, TeeBody tee)
        {
            var facts = ResponseFacts.Read(context.Response.StatusCode, headers, _requested, services.Time.GetUtcNow(), services.Rules);
            if (StoragePolicy.Decide(request, target.Address, facts, services.Rules) != StorageVerdict.Store)
                return;

            // Later than the change that the request itself was.
            var marks = OriginMarks.Read(headers, services.Changes, services.Changes.Now);
            OriginMarks.Remove(headers);
            var stored = StoredFacts.Create(facts, VaryKey.Create(facts.Vary, context.Request.Headers));
            var (fields, line, counters) = (StorableFields.Select(facts), RequestLine.Of(context), Count());
            tee.Keep();
            _store = body => services.Keeper.Store(target, line, counters, stored, fields, marks, body);
        }
    }
}
