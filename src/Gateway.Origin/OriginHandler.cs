using Gateway.HttpCaching.Fields;
using Gateway.Origin.Addresses;
using Gateway.Origin.Answers;
using Gateway.Origin.Articles;
using Gateway.Origin.Changes;
using Gateway.Origin.Documents;
using Gateway.Origin.Publishing;
using Gateway.Origin.Publishing.Bulk;
using Gateway.Origin.Topics;
using Gateway.Trust;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Gateway.Origin;

/// <summary>Every request of the origin: reads its address, lets an endpoint decide, and sends what it decided.</summary>
internal sealed class OriginHandler(
    ArticleEndpoint articles,
    TopicEndpoint topics,
    DocumentEndpoint documents,
    ArticleIntakeEndpoint intake,
    BulkEndpoint bulk,
    ChangeStreamEndpoint changeStream,
    PublisherKeys keys,
    AnswerWriter writer,
    Syndication.Publication publication,
    TimeProvider time,
    ILogger<OriginHandler> logger)
{
    private const string SlugPath = "/api/articles/";

    private readonly OnceAMinute _telling = new(time);

    public async Task HandleAsync(HttpContext context)
    {
        var target = RequestTarget.Parse(context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : context.Request.Path.ToUriComponent());
        if (ChangeStreamEndpoint.IsAsked(context.Request, target))
        {
            await changeStream.HandleAsync(context);
            return;
        }

        var address = AddressParser.Parse(target);
        var isPublic = !target.RawPath.StartsWith("/api/", StringComparison.Ordinal);
        try
        {
            var answer = await DecideAsync(context, target, address);
            if (answer is not null)
            {
                await writer.WriteAsync(context, isPublic ? answer : answer with { CacheControl = CachePolicy.NoStore }, isPublic);
                await UnreadBody.DrainAsync(context, time);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(context, isPublic, Answer.Refuse(e.StatusCode, "The request is broken or too large."));
        }
#pragma warning disable CA1031 // Whatever went wrong is logged here, and no word of it leaves the gateway.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await FailAsync(context, isPublic, e);
        }
    }

    private async Task<Answer?> DecideAsync(HttpContext context, RequestTarget target, Address address)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsOptions(method) && context.Features.Get<IHttpRequestFeature>()?.RawTarget is "*")
            return Options("GET, HEAD, OPTIONS, PUT, POST, DELETE");

        switch (address)
        {
            case Address.Malformed malformed:
                return Answer.Refuse(StatusCodes.Status400BadRequest, malformed.Detail, target.RawPath.StartsWith(SlugPath, StringComparison.Ordinal) ? "slug" : null);
            case Address.Unknown unknown:
                return Answer.Refuse(StatusCodes.Status404NotFound, unknown.Detail);
            case { IsApi: true }:
                return await ApiAsync(context, address);
        }

        const string Allow = "GET, HEAD, OPTIONS";
        if (HttpMethods.IsOptions(method))
            return Preflight(context.Request, Allow);
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            return NotAllowed(Allow);

        return address switch
        {
            Address.Moved moved => Answer.Redirect(
                StatusCodes.Status308PermanentRedirect, ArticleLinks.BasePath(publication) + HeaderText.Reference(moved.Path + target.RawQuery), CachePolicy.Redirect),
            Address.Article article => await articles.GetAsync(context.Request, article),
            Address.Topic topic => await topics.GetAsync(context.Request, topic),
            Address.Names names => await documents.NamesAsync(context.Request, names),
            Address.Document document => await documents.GetAsync(document),
            _ => throw new InvalidOperationException($"No endpoint serves {address.GetType().Name}."),
        };
    }

    private async Task<Answer?> ApiAsync(HttpContext context, Address address)
    {
        var method = context.Request.Method;
        var allow = address is Address.BulkIntake ? "POST, OPTIONS" : "PUT, DELETE, OPTIONS";
        if (HttpMethods.IsOptions(method))
            return Options(allow);
        if (!allow.Split(", ").Contains(method, StringComparer.Ordinal))
            return NotAllowed(allow);
        if (keys.Find(context.Request.Headers.Authorization) is not { } publisher)
            return Unauthorised(context.Request);

        // The gateway's own limits hold instead, which a record may be allowed to pass the server's by.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;

        return address is Address.ArticleIntake article
            ? await intake.HandleAsync(context.Request, publisher, article.Slug)
            : await bulk.HandleAsync(context, publisher);
    }

    // RFC 6750 §3: a request without any key learns the scheme, one with a wrong key learns that it is wrong.
    private static Answer Unauthorised(HttpRequest request) => Answer.Refuse(
        StatusCodes.Status401Unauthorized, "A publisher's key is needed: Authorization: Bearer KEY.") with
    {
        Fields = [(HeaderNames.WWWAuthenticate, request.Headers.Authorization.Count == 0 ? "Bearer realm=\"gateway\"" : "Bearer realm=\"gateway\", error=\"invalid_token\"")],
    };

    private static Answer NotAllowed(string allow) =>
        Answer.Refuse(StatusCodes.Status405MethodNotAllowed, $"Allowed here: {allow}.") with { Fields = [(HeaderNames.Allow, allow)] };

    private static Answer Options(string allow) => new() { Status = StatusCodes.Status204NoContent, Fields = [(HeaderNames.Allow, allow)] };

    private static Answer Preflight(HttpRequest request, string allow)
    {
        var options = Options(allow);
        return request.Headers.AccessControlRequestMethod.Count == 0 ? options : options with
        {
            Fields =
            [
                .. options.Fields,
                (HeaderNames.AccessControlAllowMethods, allow),
                (HeaderNames.AccessControlAllowHeaders, "Accept, A-IM, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, Cache-Control"),
                (HeaderNames.AccessControlMaxAge, "86400"),
            ],
        };
    }

    private Task FailAsync(HttpContext context, bool isPublic, Exception exception)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.ToUriComponent());
        if (Failure.MayPass(exception))
        {
            // Each request meets it while a silo is away: the first is told of, and how many there were since.
            if (_telling.IsDue(out var times))
                Log.Unreachable(logger, method, path, exception.GetBaseException().Message, times);
            return RefuseAsync(context, isPublic, Answer.Refuse(StatusCodes.Status503ServiceUnavailable, "The gateway cannot answer for now.") with
            {
                Fields = context.Request.Headers.ContainsKey(InternalFields.Edge) && Failure.IsFailover(exception) ? [("Retry-After", "1"), (InternalFields.Failover, "1")] : [("Retry-After", "1")],
            });
        }

        Log.Failed(logger, method, path, exception);
        return RefuseAsync(context, isPublic, Answer.Refuse(StatusCodes.Status500InternalServerError, "The gateway failed."));
    }

    private async Task RefuseAsync(HttpContext context, bool isPublic, Answer refusal)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        if (refusal.Problem is { } problem && problem.Status >= StatusCodes.Status500InternalServerError)
        {
            // No page: what draws pages may be what failed.
            refusal = refusal with { Problem = null, ContentType = Problem.ContentType, Body = Answer.Ready(problem.ToJson()) };
        }

        await writer.WriteAsync(context, refusal, isPublic);
    }
}
