using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Configuration;
using Gateway.Contracts.Changes;
using Gateway.Edge.Caching;
using Gateway.Hosting;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Topics;

namespace Gateway.Management;

/// <summary>
/// <c>POST /cache/purge</c>: throws away what this edge has stored of an address, a topic, an article, or all of it. JSON
/// only: no page that an operator's browser shows can send that here unasked.
/// </summary>
internal static class CachePurge
{
    private const int GreatestBody = 16 * 1024;

    public static async Task<IResult> Answer(HttpContext context, GatewayStatus status, GatewaySettings settings)
    {
        if (settings.Role == GatewayRole.Silo)
            return Refuse(StatusCodes.Status404NotFound, "A silo stores no answers: ask each edge.");
        if (IsFromAPage(context.Request))
            return Refuse(StatusCodes.Status403Forbidden, "No page of another site may ask for this.");
        if (!context.Request.HasJsonContentType())
            return Refuse(StatusCodes.Status415UnsupportedMediaType, "Send application/json: {\"address\":…}, {\"topic\":…}, {\"article\":…} or {\"all\":true}.");
        if (status.Edge?.GetService<PurgeService>() is not { } cache)
            return Refuse(StatusCodes.Status503ServiceUnavailable, "The edge is starting or stopping.");
        if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = GreatestBody;

        PurgeRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(context.Request.Body, PurgeJson.Default.PurgeRequest, context.RequestAborted);
        }
        catch (JsonException e)
        {
            return Refuse(StatusCodes.Status400BadRequest, Broken(e), Member(e));
        }
        catch (BadHttpRequestException e)
        {
            return Refuse(e.StatusCode, "The body is broken or too large.");
        }

        var (count, problem) = request is null ? (0, "The body is null.") : Purge(cache, request);
        return problem is null ? Results.Json(new PurgeAnswer(count), PurgeJson.Default.PurgeAnswer) : Refuse(StatusCodes.Status400BadRequest, problem);
    }

    // Browsers say so of themselves (Fetch Metadata; Fetch §3.2): what operators use to ask for a purge does not.
    private static bool IsFromAPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is [not ("same-origin" or "none"), ..]
        || (request.Headers.Origin is [{ } origin, ..] && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));

    private static (int Count, string? Problem) Purge(PurgeService cache, PurgeRequest request) => request switch
    {
        { Address: { } address, Topic: null, Article: null, All: null } => Address(cache, address),
        { Address: null, Topic: { } topic, Article: null, All: null } => TopicKey.Parse(topic) is { } key
            ? (cache.Tag(ChangeKey.Topic(key.ToString())) + cache.Tag(ChangeKey.Archives(key.ToString())), null)
            : (0, "topic: is none; write it as its address has it, topics/ai or latest."),
        { Address: null, Topic: null, Article: { } article, All: null } => Slug.Check(article) is { Value: { } slug }
            ? (cache.Tag(ChangeKey.Article(slug)), null)
            : (0, "article: is no slug."),
        { Address: null, Topic: null, Article: null, All: true } => (cache.All(), null),
        _ => (0, "Give one of address, topic, article, or all as true."),
    };

    private static (int Count, string? Problem) Address(PurgeService cache, string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return (0, "address: must be an absolute http or https address.");

        return (cache.Address(uri), null);
    }

    // Never the reader's own message: it speaks of types that no operator knows.
    private static string Broken(JsonException error) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Member(error) ?? "The body"} is not what is asked for (line {(error.LineNumber ?? 0) + 1}, byte {(error.BytePositionInLine ?? 0) + 1}): send a JSON object with one of address, topic, article (strings) or all (true).");

    private static string? Member(JsonException error) =>
        error.Path is { Length: > 2 and <= 100 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;

    private static IResult Refuse(int status, string detail, string? member = null) => ManagementProblem.Answer(status, "The cache was not purged", detail, member);
}

/// <summary>What to throw away: one of them.</summary>
/// <param name="Address">An absolute address, as clients ask for it.</param>
/// <param name="Topic">A topic's key: <c>latest</c>, <c>topics/ai</c>.</param>
/// <param name="Article">An article's slug.</param>
/// <param name="All">Everything.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PurgeRequest(string? Address = null, string? Topic = null, string? Article = null, bool? All = null);

/// <summary>What was thrown away.</summary>
/// <param name="Purged">Addresses.</param>
internal sealed record PurgeAnswer(int Purged);

[JsonSerializable(typeof(PurgeRequest))]
[JsonSerializable(typeof(PurgeAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
internal sealed partial class PurgeJson : JsonSerializerContext;
