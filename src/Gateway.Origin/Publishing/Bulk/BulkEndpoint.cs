using Gateway.Contracts.Changes;
using Gateway.Origin.Answers;
using Gateway.Origin.Changes;
using Gateway.Syndication.Articles;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Gateway.Origin.Publishing.Bulk;

/// <summary><c>POST /api/articles</c>.</summary>
internal sealed class BulkEndpoint(
    IGrainFactory grains,
    ArticleLimits limits,
    OwnAddresses own,
    Puts puts,
    IOptions<PublishingOptions> options,
    IOptions<IntakeRouting> routing,
    IChangeJournal journal,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<BulkEndpoint> logger)
{
    // For the last answers to leave the socket's buffer before the connection is reset.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(250);

    private readonly StreamPlaces places = new(options.Value.Streams, options.Value.StreamsOfPublisher);

    /// <summary>Answers the stream; a refusal where there is none to answer, null once it is answered.</summary>
    public async Task<Answer?> HandleAsync(HttpContext context, Publisher publisher)
    {
        if (!IsNdjson(context.Request.ContentType))
            return Answer.Refuse(StatusCodes.Status415UnsupportedMediaType, "Records must be sent as application/x-ndjson, in UTF-8.", "Content-Type");
        if (RecordBody.Coding(context.Request.Headers.ContentEncoding) is not { } coding)
            return RecordBody.UnknownCoding();
        if (lifetime.ApplicationStopping.IsCancellationRequested || !places.TryTake(publisher.Name))
            return Answer.Refuse(StatusCodes.Status503ServiceUnavailable, "Too many streams are open, or the gateway stops.") with { Fields = [("Retry-After", "5")] };

        try
        {
            Open(context);
            var isForEdge = ForEdges.Announce(context, journal);
            var bulk = new BulkContext(grains, options.Value, routing.Value, limits, own, puts, isForEdge ? journal : null, time, logger);

            var end = await BulkStream.RunAsync(
                bulk, publisher, context.Request.Body, coding, context.Response.Body, context.RequestAborted, lifetime.ApplicationStopping);
            return end switch
            {
                BulkEnd.Complete => null,
                BulkEnd.Undecodable => Refused(RecordBody.Undecodable(coding)),
                BulkEnd.Bomb => Refused(Answer.Refuse(StatusCodes.Status413PayloadTooLarge, $"The body decodes to more than {options.Value.GreatestExpansion} times its size.", "Content-Encoding")),
                _ => await AbortAsync(context, end),
            };
        }
        finally
        {
            places.Leave(publisher.Name);
        }
    }

    private static void Open(HttpContext context)
    {
        // How slow a client may be is for the idle timeout to say, in both directions.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate)
            requestRate.MinDataRate = null;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate)
            responseRate.MinDataRate = null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        var headers = context.Response.Headers;
        headers.ContentType = "application/x-ndjson";
        headers.CacheControl = CachePolicy.NoStore;
        headers.XContentTypeOptions = "nosniff";
    }

    // What was whole before the damage may be under way, with nobody left to be told line by line.
    private static Answer Refused(Answer refusal) => refusal.Problem is not { } problem ? refusal : refusal with
    {
        Problem = problem with { Detail = problem.Detail + " Records before that may have been published; sending them again changes nothing." },
    };

    private async Task<Answer?> AbortAsync(HttpContext context, BulkEnd end)
    {
        if (end == BulkEnd.Drained)
            await Task.Delay(Linger, time);
        context.Abort();
        return null;
    }

    private static bool IsNdjson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Value?.ToLowerInvariant() is "application/x-ndjson" or "application/ndjson" or "application/jsonl"
        && (type.Charset.Value is null || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
