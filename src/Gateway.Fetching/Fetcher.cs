using System.Net;
using System.Net.Http.Headers;
using Gateway.Fetching.Guard;

namespace Gateway.Fetching;

/// <summary>
/// Fetches what somebody else names, within limits whatever answers. It never throws but at a cancellation: what goes wrong is a
/// result.
/// </summary>
public sealed class Fetcher : IDisposable
{
    private readonly FetchOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _client;

    /// <param name="options">What a fetch may take.</param>
    /// <param name="guard">Where it may go.</param>
    /// <param name="time">For timeouts, and dates in answers.</param>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    public Fetcher(FetchOptions options, GuardOptions guard, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(guard);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _time) = (options, time);
        _client = new HttpMessageInvoker(GuardedHandler.Create(guard, options.ConnectTimeout));
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Fetches, following redirects.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for.</exception>
    public async Task<FetchResult> FetchAsync(FetchRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        var route = new FetchRoute(request.Address);
        try
        {
            return await FollowAsync(request, route, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return route.End(FetchOutcome.TooMuch, timeout.IsCancellationRequested
                ? FormattableString.Invariant($"It took longer than {_options.Timeout.TotalSeconds:0.#} s.")
                : FormattableString.Invariant($"No connection within {_options.ConnectTimeout.TotalSeconds:0.#} s."));
        }
        catch (HttpRequestException e) when (e.InnerException is ForbiddenAddressException forbidden)
        {
            return route.End(FetchOutcome.Forbidden, forbidden.Message);
        }
        catch (ContentTooLongException)
        {
            return route.End(FetchOutcome.TooMuch, FormattableString.Invariant($"It is longer than {_options.MaxBytes:N0} bytes."));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            return route.End(FetchOutcome.Failed, e.GetBaseException().Message);
        }
    }

    private async Task<FetchResult> FollowAsync(FetchRequest request, FetchRoute route, CancellationToken cancellation)
    {
        while (true)
        {
            using var message = Message(request, route.Address);
            using var answer = await _client.SendAsync(message, cancellation);
            route.Status = (int)answer.StatusCode;
            if (answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
                && answer.Headers.Location is { } location)
            {
                if (route.Redirects >= _options.MaxRedirects)
                    return route.End(FetchOutcome.TooMuch, $"It is redirected more than {_options.MaxRedirects} times.");
                if (!route.Follow(location, answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.PermanentRedirect))
                    return route.End(FetchOutcome.Forbidden, "It is redirected to no http or https address.");
                continue;
            }

            return await ResultAsync(answer, route, cancellation);
        }
    }

    private HttpRequestMessage Message(FetchRequest request, Uri address)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        var headers = message.Headers;
        headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        headers.TryAddWithoutValidation("Accept", request.Accept);
        headers.TryAddWithoutValidation("Accept-Encoding", "gzip, br, deflate");
        if (request.ETag is { } etag)
            headers.TryAddWithoutValidation("If-None-Match", etag);
        if (request.LastModified is { } modified)
            headers.TryAddWithoutValidation("If-Modified-Since", modified);
        return message;
    }

    private async Task<FetchResult> ResultAsync(HttpResponseMessage answer, FetchRoute route, CancellationToken cancellation)
    {
        var result = route.End(FetchOutcome.Refused, null) with
        {
            ETag = Field(answer.Headers, "ETag"),
            LastModified = Field(answer.Content.Headers, "Last-Modified"),
            CacheControl = Field(answer.Headers, "Cache-Control"),
            RetryAfter = RetryAfter(answer.Headers.RetryAfter),
        };
        switch (answer.StatusCode)
        {
            case HttpStatusCode.NotModified:
                return result with { Outcome = FetchOutcome.NotModified };
            case HttpStatusCode.Gone:
                return result with { Outcome = FetchOutcome.Gone, Problem = "It is gone for good (410)." };
            case HttpStatusCode.OK:
                var type = answer.Content.Headers.ContentType;
                return result with
                {
                    Outcome = FetchOutcome.Fetched,
                    Content = await BoundedContent.ReadAsync(answer.Content, _options.MaxBytes, cancellation),
                    MediaType = type?.MediaType?.ToLowerInvariant(),
                    Charset = type?.CharSet?.Trim('"'),
                };
            default:
                return result with { Problem = $"It was answered with {(int)answer.StatusCode}." };
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? value)
    {
        var wait = value?.Delta ?? value?.Date - _time.GetUtcNow();
        return wait is { } positive && positive > TimeSpan.Zero ? positive : null;
    }

    private static string? Field(HttpHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
