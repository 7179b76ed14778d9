using Gateway.Edge.Caching.Fills;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Answering;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Ranges;
using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Answers;

/// <summary>Passes an answer of the origin's on to a client while it arrives.</summary>
internal sealed class ArrivingAnswerWriter(CachingOptions rules, TimeProvider time)
{
    /// <summary>Writes it, as far as it comes. An answer that breaks off breaks off for the client too.</summary>
    /// <param name="context">The client's.</param>
    /// <param name="request">Its request.</param>
    /// <param name="arriving">The answer.</param>
    /// <param name="reader">Its content.</param>
    /// <param name="decision">What was taken off the client's request, and is judged on the answer.</param>
    /// <param name="cacheStatus">This cache's member of <c>Cache-Status</c>.</param>
    /// <param name="isFollower">Whether another client caused it: then only fields that are stored are passed on.</param>
    public async Task WriteAsync(
        HttpContext context, RequestFacts request, FillOutcome.Arriving arriving, FillReader reader, ReuseDecision decision, string cacheStatus, bool isFollower)
    {
        var answer = arriving.Variant is { } facts && (decision.StripConditions || decision.StripRange)
            ? AnswerPolicy.Decide(request, context.Request.Headers, arriving.VariesByCoding ? facts.WithSharedDate() : facts, arriving.ContentLength, rules)
            : new StoredAnswer(AnswerKind.Stored, []);
        var response = context.Response;
        var isNotModified = answer.Kind == AnswerKind.NotModified;
        foreach (var (name, value) in isFollower ? arriving.SharedFields : arriving.Fields)
        {
            if (!isNotModified || NotModifiedFields.Includes(name, arriving.Facts.ETag is not null))
                response.Headers[name] = value;
        }

        // As hits have it: what a cache behind this one stores of the first answer must not go to those who want another coding.
        if (arriving.VariesByCoding)
            response.Headers.Vary = StringValues.Concat(response.Headers.Vary, "Accept-Encoding");
        if (isFollower && arriving.Variant is { } shared)
            response.Headers.Age = AgeText.Of(shared.Age(time.GetUtcNow()));
        response.Headers["Cache-Status"] = StringValues.Concat(response.Headers["Cache-Status"], cacheStatus);
        response.StatusCode = arriving.Status;
        switch (answer.Kind)
        {
            case AnswerKind.NotModified:
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            case AnswerKind.RangeNotSatisfiable:
                PartFields.RemoveOwn(response.Headers);
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = ContentRange.Unsatisfied(arriving.ContentLength ?? 0);
                response.ContentLength = 0;
                return;
            case AnswerKind.Partial when answer.Ranges is [var range] && arriving.Status == StatusCodes.Status200OK:
                PartFields.RemoveOwn(response.Headers);
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = range.ToString();
                response.ContentLength = range.Length;
                await ContentAsync(context, arriving, reader, range.First, range.Length);
                return;
            default:
                if (arriving.HasContent && request.Method != RequestMethod.Head)
                    await ContentAsync(context, arriving, reader, 0, long.MaxValue);
                return;
        }
    }

    private static async Task ContentAsync(HttpContext context, FillOutcome.Arriving arriving, FillReader reader, long skip, long count)
    {
        var aborted = context.RequestAborted;
        var writer = context.Response.BodyWriter;
        try
        {
            if (arriving.ContentLength is null)
                await context.Response.StartAsync(aborted);
            while (count > 0 && await reader.ReadAsync(aborted) is { IsEmpty: false } piece)
            {
                var wanted = piece;
                if (skip > 0)
                {
                    var skipped = (int)Math.Min(skip, wanted.Length);
                    (skip, wanted) = (skip - skipped, wanted[skipped..]);
                }

                if (wanted.Length > count)
                    wanted = wanted[..(int)count];
                count -= wanted.Length;
                if (!wanted.IsEmpty && (await writer.WriteAsync(wanted, aborted)).IsCompleted)
                    return;
                reader.Passed(piece.Length);
            }
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            return;
        }
        catch (IOException)
        {
            // Never ended as if whole (RFC 9112 §8).
            context.Abort();
            return;
        }

        if (count > 0 && arriving.Trailers.Count > 0 && context.Response.SupportsTrailers())
        {
            foreach (var (name, value) in arriving.Trailers)
                context.Response.AppendTrailer(name, value);
        }
    }
}
