using System.Buffers;
using System.Collections.Immutable;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Negotiation;
using Gateway.HttpCaching.Preconditions;
using Gateway.Origin.Addresses;
using Gateway.Origin.Changes;
using Gateway.Origin.Pages;
using Gateway.Syndication;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gateway.Origin.Answers;

/// <summary>Sends an <see cref="Answer"/>: preconditions, content coding, <c>HEAD</c>, and the fields that all answers share.</summary>
internal sealed class AnswerWriter(EncodedDocuments encoded, Publication publication, TimeProvider time)
{
    // Below it, the coding's own frame eats what it saves.
    private const int SmallestEncoded = 256;

    private const int FlushedLength = 128 * 1_024;

    private const string ExposedFields =
        "ETag, Link, Last-Modified, Content-Location, Content-Length, Location, Allow, IM, Delta-Base, Cache-Status, Age, Retry-After";

    public async Task WriteAsync(HttpContext context, Answer answer, bool isPublic)
    {
        if (answer.Problem is { } problem)
            answer = Render(answer, problem, context.Request, isPublic);

        var headers = context.Request.Headers;
        if (answer.Status == StatusCodes.Status304NotModified)
        {
            WriteHead(context, answer, ContentCoding.Identity, answer.Status, isPublic, time.GetUtcNow());
            return;
        }

        var isRepresentation = answer is { Status: 200, Tag: not null };
        var coding = answer.Tag is null ? ContentCoding.Identity : AcceptEncoding.Choose(headers.AcceptEncoding);
        var now = time.GetUtcNow();
        if (answer.LastModified > now)
            answer = answer with { LastModified = new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero) };

        // A client that names the tag needs no body built; all else is judged once the body, and with it the coding, is known.
        if (isRepresentation && !EntityTagCondition.Parse(headers.IfNoneMatch).Tags.IsEmpty && Judge() == PreconditionResult.NotModified)
        {
            WriteHead(context, answer, coding, StatusCodes.Status304NotModified, isPublic, now);
            return;
        }

        var body = answer.Body is null ? [] : await answer.Body();
        if (Length(body) < SmallestEncoded)
            coding = ContentCoding.Identity;
        switch (isRepresentation ? Judge() : PreconditionResult.Proceed)
        {
            case PreconditionResult.NotModified:
                WriteHead(context, answer, coding, StatusCodes.Status304NotModified, isPublic, now);
                return;
            case PreconditionResult.Failed:
                var failed = Answer.Refuse(StatusCodes.Status412PreconditionFailed, "The representation is not the one that the request names.");
                await WriteAsync(context, failed, isPublic);
                return;
        }

        if (coding != ContentCoding.Identity)
        {
            body = answer.EncodedKey is { } key
                ? await encoded.GetAsync($"{key}\n{answer.Tag}{coding.TagSuffix()}", coding, body)
                : Encoder.Encode(coding, body);
        }

        WriteHead(context, answer, coding, answer.Status, isPublic, now);
        if (answer.Status != StatusCodes.Status204NoContent)
            context.Response.ContentLength = Length(body);
        if (!HttpMethods.IsHead(context.Request.Method) && Length(body) > 0)
            await SendAsync(context, body);

        PreconditionResult Judge() =>
            PreconditionEvaluator.Evaluate(headers, new EntityTag(answer.Tag + coding.TagSuffix()), answer.LastModified, now);
    }

    // The server copies all that it is given before it looks whether the connection keeps up: in pieces, a large document
    // to a slow connection takes no more of its memory than a small one.
    private static async Task SendAsync(HttpContext context, ImmutableArray<ReadOnlyMemory<byte>> body)
    {
        var output = context.Response.BodyWriter;
        var waiting = 0;
        foreach (var piece in body)
        {
            for (var rest = piece; rest.Length > 0;)
            {
                var part = rest[..Math.Min(rest.Length, FlushedLength - waiting)];
                output.Write(part.Span);
                rest = rest[part.Length..];
                waiting += part.Length;
                if (waiting < FlushedLength)
                    continue;
                waiting = 0;
                if ((await output.FlushAsync(context.RequestAborted)).IsCompleted)
                    return; // Nobody reads any more.
            }
        }

        await output.FlushAsync(context.RequestAborted);
    }

    private static long Length(ImmutableArray<ReadOnlyMemory<byte>> body) => body.Sum(piece => (long)piece.Length);

    private static void WriteHead(HttpContext context, Answer answer, ContentCoding coding, int status, bool isPublic, DateTimeOffset now)
    {
        var response = context.Response;
        var headers = response.Headers;
        response.StatusCode = status;
        headers.CacheControl = answer.CacheControl;
        headers.XContentTypeOptions = "nosniff";
        if (isPublic)
        {
            headers.AccessControlAllowOrigin = "*";
            headers.AccessControlExposeHeaders = ExposedFields;
        }

        if (answer.Tag is not null)
            headers.ETag = new EntityTag(answer.Tag + coding.TagSuffix()).ToString();
        if (answer.LastModified is { } modified)
        {
            headers.LastModified = HttpDate.Format(modified);
            // The server's own clock ticks once a second, and may be behind it (RFC 9110 §8.8.2.1).
            headers.Date = HttpDate.Format(now);
        }

        if (answer.Tag is not null || answer.Vary.Length > 0)
            headers.Vary = string.Join(", ", answer.Tag is null ? answer.Vary : answer.Vary.Add(HeaderNames.AcceptEncoding));
        foreach (var (name, value) in answer.Fields)
            headers.Append(name, value);
        ForEdges.Write(context, answer);
        if (status == StatusCodes.Status304NotModified || answer.ContentType is null)
            return;

        // Fields about the content: not in a 304, whose receiver has them (RFC 9110 §15.4.5).
        headers.ContentType = answer.ContentType;
        if (coding != ContentCoding.Identity)
            headers.ContentEncoding = coding.Name();
        var isHtml = ReferenceEquals(answer.ContentType, Formats.Html);
        headers.ContentSecurityPolicy = isHtml ? Stylesheet.ContentSecurityPolicy : "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
    }

    /// <summary>Whether a refusal is to be a page: for people with a browser; all others get RFC 9457.</summary>
    public static bool WantsPage(HttpRequest request) =>
        MediaNegotiation.Choose(request.Headers.Accept, Problem.ContentType + " application/json", "text/html") == 1;

    private Answer Render(Answer answer, Problem problem, HttpRequest request, bool isPublic)
    {
        var asPage = isPublic && WantsPage(request);
        return answer with
        {
            Problem = null,
            ContentType = asPage ? Formats.Html : Problem.ContentType,
            Vary = isPublic ? [HeaderNames.Accept] : [],
            Body = asPage
                ? Answer.Made(() => PageRenderer.ErrorPage(problem.Status, problem.Title, problem.Detail, publication))
                : Answer.Ready(problem.ToJson()),
        };
    }
}
