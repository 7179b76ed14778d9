using System.Buffers;
using System.Security.Cryptography;
using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Answering;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Ranges;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Answers;

/// <summary>Answers a request with a stored response: whole, 304, or ranges of it.</summary>
internal sealed class StoredAnswerWriter(CachingOptions rules, Encodings encodings)
{
    // Each flush is a call to the kernel: few long ones. Beyond this much the client is waited for.
    private const int Unflushed = 512 << 10;

    // What is written before the head is out is copied twice: longer content is not.
    private const int SmallBody = 4_096;

    /// <summary>Writes the answer. Completes at once where the server takes all of it.</summary>
    /// <returns>The task of writing.</returns>
    /// <param name="context">The client's.</param>
    /// <param name="request">Its request.</param>
    /// <param name="entry">What answers.</param>
    /// <param name="cacheStatus">This cache's member of <c>Cache-Status</c>.</param>
    /// <param name="now">The instant of the request.</param>
    /// <param name="isNotModified">Whether it was answered with 304.</param>
    public Task WriteAsync(HttpContext context, in RequestFacts request, CachedResponse entry, string cacheStatus, DateTimeOffset now, out bool isNotModified)
    {
        var headers = context.Request.Headers;
        // RFC 9111 §5.2.1.6.
        var representation = entry.IsEncodable && !request.Directives.NoTransform ? encodings.Choose(entry, headers.AcceptEncoding) : entry.Identity;
        var answer = AnswerPolicy.Decide(request, headers, representation.Facts, representation.Body.Length, rules);
        var response = context.Response;
        isNotModified = answer.Kind == AnswerKind.NotModified;

        var fields = representation.Fields;
        var target = response.Headers;
        foreach (var (name, value) in isNotModified ? fields.NotModified : fields.Whole)
            target[name] = value;
        if (answer.Kind is AnswerKind.Partial or AnswerKind.RangeNotSatisfiable)
            PartFields.RemoveOwn(target);
        target.Age = AgeText.Of(entry.Facts.Age(now));
        target["Cache-Status"] = fields.CacheStatus.Count == 0 ? cacheStatus : StringValues.Concat(fields.CacheStatus, cacheStatus);
        var isHead = request.Method == RequestMethod.Head;
        switch (answer.Kind)
        {
            case AnswerKind.NotModified:
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            case AnswerKind.RangeNotSatisfiable:
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                target.ContentRange = ContentRange.Unsatisfied(representation.Body.Length);
                target.ContentEncoding = default;
                response.ContentLength = 0;
                return Task.CompletedTask;
            case AnswerKind.Partial when answer.Ranges is [var range]:
                response.StatusCode = StatusCodes.Status206PartialContent;
                target.ContentRange = range.ToString();
                response.ContentLength = range.Length;
                return Body(context, representation.Body, range.First - (entry.Facts.Part?.First ?? 0), range.Length, isHead);
            case AnswerKind.Partial when !answer.Ranges.IsEmpty:
                return Several(context, representation, answer, target.ContentType, isHead);
            default:
                var status = entry.Facts.Status;
                response.StatusCode = status;
                if (entry.Facts.Part is { } part)
                    target.ContentRange = part.ToString();
                if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
                    response.ContentLength = representation.Body.Length;
                return isHead || representation.Body.Length == 0 ? Task.CompletedTask : Whole(context, representation.Body);
        }
    }

    private static Task Whole(HttpContext context, StoredBody body) =>
        body.Length > SmallBody ? LongBody(context, body.Content) : SmallWhole(context, body);

    // The end of the request flushes it, together with its fields.
    private static Task SmallWhole(HttpContext context, StoredBody body)
    {
        var writer = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
        foreach (var piece in body.Pieces)
            writer.Write(piece.Span);
        return Task.CompletedTask;
    }

    private static Task Body(HttpContext context, StoredBody body, long offset, long length, bool isHead) =>
        isHead || length == 0 ? Task.CompletedTask : LongBody(context, body.Content.Slice(offset, length));

    private static async Task LongBody(HttpContext context, ReadOnlySequence<byte> content)
    {
        await context.Response.StartAsync(context.RequestAborted);
        var writer = context.Response.BodyWriter;
        var unflushed = 0;
        foreach (var piece in content)
        {
            writer.Write(piece.Span);
            unflushed += piece.Length;
            if (unflushed < Unflushed)
                continue;
            unflushed = 0;
            // A client that went away ends it: a completed pipe takes nothing more.
            if ((await writer.FlushAsync(context.RequestAborted)).IsCompleted)
                return;
        }

        // Once the head is out, the end of the request flushes nothing.
        if (unflushed > 0)
            await writer.FlushAsync(context.RequestAborted);
    }

    private static async Task Several(HttpContext context, CachedRepresentation representation, StoredAnswer answer, string? contentType, bool isHead)
    {
        var parts = MultipartByteRanges.Create(answer.Ranges, contentType, Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        context.Response.StatusCode = StatusCodes.Status206PartialContent;
        context.Response.ContentType = parts.ContentType;
        context.Response.ContentLength = parts.ContentLength;
        if (isHead)
            return;

        var writer = context.Response.BodyWriter;
        for (var i = 0; i < parts.Ranges.Length; i++)
        {
            await writer.WriteAsync(parts.Heads[i], context.RequestAborted);
            foreach (var piece in representation.Body.Content.Slice(parts.Ranges[i].First, parts.Ranges[i].Length))
                await writer.WriteAsync(piece, context.RequestAborted);
        }

        await writer.WriteAsync(parts.End, context.RequestAborted);
    }
}
