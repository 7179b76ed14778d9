using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.HttpCaching.Negotiation;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Problems;

/// <summary>A failure of the proxy itself, as it is told to a client.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What it is.</param>
/// <param name="Detail">What to do about it.</param>
/// <param name="RetryAfter">Whether to try again, in seconds; null where that would not help.</param>
internal sealed record ProxyProblem(int Status, string Title, string Detail, int? RetryAfter)
{
    private const string JsonType = "application/problem+json";

    /// <summary>A tunnel is nothing that a gateway of articles opens (RFC 9110 §9.3.6).</summary>
    public static ProxyProblem NoTunnel => new(405, "Method not allowed", "CONNECT opens no tunnel here.", null);

    /// <summary>A method that is none (RFC 9110 §9.1).</summary>
    public static ProxyProblem UnknownMethod => new(501, "Not implemented", "Methods are written in capital letters.", null);

    /// <summary>Codings that are not taken off here (RFC 9112 §6.1): what goes on would not be what was sent.</summary>
    public static ProxyProblem UnknownCoding => new(501, "Not implemented", "Transfer-Encoding: only chunked, once, is understood here.", null);

    /// <summary>The request was forwarded from here before (RFC 5842 §7.2).</summary>
    public static ProxyProblem Loop => new(508, "Loop detected", "The site behind this address leads back to this gateway.", null);

    /// <summary>What the origin says of an address that it does not know.</summary>
    public static ProxyProblem NothingHere => new(404, "Not found", "There is nothing at this address.", null);

    /// <summary>No silo answers this edge.</summary>
    public static ProxyProblem NotReady => Away(isOwn: true);

    /// <summary>Types of problems (RFC 9457 §3.1.1) that have one of their own; for all others the status says it.</summary>
    private const string NotReadyType = "urn:x-gateway:problem:not-ready", UnreachableType = "urn:x-gateway:problem:origin-unreachable";

    private string Type { get; init; } = "about:blank";

    /// <summary>What went wrong between the edge and an origin.</summary>
    /// <param name="error">YARP's word for it.</param>
    /// <param name="exception">What it was.</param>
    /// <param name="status">The status that YARP chose.</param>
    /// <param name="isOwn">Whether the origin is the gateway's own, not an operator's site.</param>
    /// <param name="isSafe">Whether the request could change nothing.</param>
    public static ProxyProblem Of(ForwarderError error, Exception? exception, int status, bool isOwn, bool isSafe = true) => error switch
    {
        ForwarderError.NoAvailableDestinations => Away(isOwn),
        // Nothing listens: the origin is starting, stopping or dead, and has seen nothing of the request.
        _ when exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Away(isOwn),
        // Nor where one of the two takes the other for none of its cluster.
        _ when isOwn && exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Away(isOwn),
        ForwarderError.RequestTimedOut => new(504, "Timed out", "The origin did not answer in time.", 5),
        // The server's own verdict on the body: it came too slowly (408), was too large (413) or broken (400).
        _ when IsTooSlow(exception) => new(408, "Request timeout", "The request's body arrived too slowly, or not at all.", null),
        ForwarderError.RequestBodyClient or ForwarderError.RequestCanceled => new(400, "Broken request", "The request's body did not arrive whole.", null),
        // A silo has ended. Publishers are told to come again by one status, whatever of the gateway is away.
        _ when isOwn && !isSafe => new(503, "Interrupted", "The gateway was interrupted. What became of a change is not known; sending it again is safe.", 1),
        _ => new(status is >= 500 and < 600 ? status : 502, "Bad gateway", "The origin broke the exchange off. What became of a change is not known; sending it again is safe.", 1),
    };

    // Beside it stands what it did to the request that was being forwarded.
    private static bool IsTooSlow(Exception? exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.Any(IsTooSlow),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => true,
        _ => exception?.InnerException is { } inner && IsTooSlow(inner),
    };

    /// <summary>What became of a request that another one stood for.</summary>
    public static ProxyProblem OfAnother(int status, bool isOwn) => status switch
    {
        StatusCodes.Status503ServiceUnavailable => Away(isOwn),
        StatusCodes.Status504GatewayTimeout => new(504, "Timed out", "The origin did not answer in time.", 5),
        _ => new(502, "Bad gateway", "The origin broke the exchange off. Try again in a moment.", 1),
    };

    private static ProxyProblem Away(bool isOwn) => isOwn
        ? new(503, "Not ready", "The gateway is starting or stopping. Try again in a moment.", 1) { Type = NotReadyType }
        : new(503, "Origin unreachable", "The site behind this address cannot be reached; the gateway before it is well. Try again in a moment.", 1) { Type = UnreachableType };

    /// <summary>The cache's member of <c>Cache-Status</c>, where the cache itself says it; null where it is added later.</summary>
    public string? CacheStatus { get; init; }

    /// <summary>As an origin would have answered.</summary>
    public HttpResponseMessage ToMessage(HttpRequestMessage request)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)Status)
        {
            RequestMessage = request,
            Version = HttpVersion.Version20,
            Content = JsonContent.Create(new ProblemRecord(Type, Title, Status, Detail), ProblemJson.Readable.ProblemRecord, new MediaTypeHeaderValue(JsonType)),
        };
        answer.Headers.CacheControl = new CacheControlHeaderValue { NoStore = true };
        if (RetryAfter is { } seconds)
            answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        return answer;
    }

    public Task Write(HttpContext context)
    {
        var response = context.Response;
        response.Clear();
        if (CacheStatus is not null)
            response.Headers["Cache-Status"] = CacheStatus;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Vary = "Accept";
        if (RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = "GET, HEAD, OPTIONS";

        // People with a browser get a page, all others RFC 9457.
        var asPage = MediaNegotiation.Choose(context.Request.Headers.Accept, JsonType + " application/json", "text/html") == 1;
        return asPage ? WritePage(response) : response.WriteAsJsonAsync(
            new ProblemRecord(Type, Title, Status, Detail), ProblemJson.Readable.ProblemRecord, JsonType, CancellationToken.None);
    }

    // Stands alone: what serves stylesheets may be what is away.
    private Task WritePage(HttpResponse response)
    {
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        var (title, detail) = (WebUtility.HtmlEncode(Title), WebUtility.HtmlEncode(Detail));
        return response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            </head>
            <body>
            <main>
            <h1>{title}</h1>
            <p>{detail}</p>
            </main>
            </body>
            </html>

            """,
            CancellationToken.None);
    }
}

/// <summary>RFC 9457 §3.</summary>
internal sealed record ProblemRecord(string Type, string Title, int Status, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemRecord))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    // People read these with curl; the type and nosniff keep the text from being taken for a page.
    public static ProblemJson Readable { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
