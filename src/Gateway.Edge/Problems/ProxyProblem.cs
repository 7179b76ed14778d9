using System.Globalization;
using System.Text.Json.Serialization;
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
    public static ProxyProblem Of(ForwarderError error, Exception? exception, int status) => error switch
    {
        ForwarderError.NoAvailableDestinations => NotReady,
        // Nothing listens: the origin is starting, stopping or dead, and has seen nothing of the request.
        _ when exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => NotReady,
        ForwarderError.RequestTimedOut => new(504, "Timed out", "The origin did not answer in time.", 5),
        ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled or ForwarderError.RequestCanceled => new(400, "Broken request", "The request's body did not arrive whole.", null),
        _ => new(status is >= 500 and < 600 ? status : 502, "Bad gateway", "The origin broke the exchange off. What became of a change is not known; sending it again is safe.", 1),
    };

    private static ProxyProblem NotReady => new(503, "Not ready", "The gateway is starting or its origin is away. Try again in a moment.", 1);

    public Task Write(HttpResponse response)
    {
        response.Clear();
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        response.Headers.AccessControlAllowOrigin = "*";
        if (RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

        return response.WriteAsJsonAsync(
            new ProblemRecord("about:blank", Title, Status, Detail),
            ProblemJson.Default.ProblemRecord,
            "application/problem+json",
            CancellationToken.None);
    }
}

/// <summary>RFC 9457 §3.</summary>
internal sealed record ProblemRecord(string Type, string Title, int Status, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemRecord))]
internal sealed partial class ProblemJson : JsonSerializerContext;
