using System.Net;
using Gateway.Edge.Problems;
using Gateway.HttpCaching.Fields;
using Gateway.Placement;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Silos;

/// <summary>
/// Sends each request to the silo that owns what its address shows. What did not reach a silo goes to the next one; what may
/// have is asked of the next one where asking twice does no harm: reads (RFC 9110 §9.2.1), and records that are put without a
/// condition (§9.2.2). Where the silos that stand say that another is about to take over from one that died, such a request waits
/// for it, unless something stored can answer.
/// </summary>
internal sealed class SiloHandler(SiloTable silos, EdgeOptions options, SiloMetrics metrics, TimeProvider time, ILogger logger, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int Attempts = 3;

    private static readonly string[] Conditions = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"];

    // So much of an answer may be on its way unread anyhow (the window of a stream), and most are shorter.
    private const int MaximumWhole = 1_024 * 1_024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    private readonly HeldBodies _bodies = new();

    private enum Kind
    {
        /// <summary>Reads alone.</summary>
        Safe,

        /// <summary>Changes something, to the same whether it arrives once or twice.</summary>
        Repeatable,

        /// <summary>Sent again only where it has not arrived.</summary>
        Once,
    }

    /// <summary>Of a request: whether something stored answers it where no silo does.</summary>
    public static HttpRequestOptionsKey<bool> HasStandIn { get; } = new("Gateway.HasStandIn");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var held = IsUnconditionalPut(request) ? await _bodies.TryHoldAsync(request, cancellationToken) : null;
        try
        {
            return await SendAsync(request, held is not null, cancellationToken);
        }
        finally
        {
            if (held is { } length)
                _bodies.Release(length);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isHeld, CancellationToken cancellationToken)
    {
        var target = Target(request.RequestUri);
        var path = target.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? target[..query] : target;
        var key = PlacementKey.OfPath(path);
        var kind = isHeld ? Kind.Repeatable : (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head) && request.Content is null ? Kind.Safe : Kind.Once;
        var mayWait = kind != Kind.Once && !(request.Options.TryGetValue(HasStandIn, out var hasStandIn) && hasStandIn);
        var (began, pause) = (time.GetTimestamp(), FirstPause);
        while (true)
        {
            var (answer, failure) = await AskAsync(request, target, key, kind, cancellationToken);
            var isWaiting = mayWait && time.GetElapsedTime(began) < options.FailoverPatience && IsFailover(answer);
            if (!isWaiting)
                return answer ?? throw failure!; // One of the two is there.

            answer?.Dispose();
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // The answer of the first silo that gives one; else the refusal of one that stands, or what happened to the last one.
    private async Task<(HttpResponseMessage? Answer, Exception? Failure)> AskAsync(HttpRequestMessage request, string target, string key, Kind kind, CancellationToken cancellationToken)
    {
        HttpResponseMessage? refusal = null;
        Exception? failure = null;
        var order = silos.Order(key);
        for (var i = 0; i < Math.Min(order.Length, Attempts); i++)
        {
            var silo = order[i];
            var isLast = i + 1 >= order.Length || i + 1 >= Attempts;
            request.RequestUri = new Uri(silo.Authority + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            try
            {
                var answer = kind != Kind.Safe ? await base.SendAsync(request, cancellationToken)
                    : isLast ? await WholeAsync(request, cancellationToken)
                    : await Patiently(request, cancellationToken);
                silos.Answered(silo);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || kind == Kind.Once || (kind == Kind.Repeatable && !IsFailover(answer)))
                {
                    if (answer.Headers.TryGetValues(InternalFields.Source, out var positions))
                        metrics.Answered(silo, positions.SelectMany(p => HttpList.Split(p)));
                    refusal?.Dispose();
                    return (answer, null);
                }

                // It stands, and cannot reach the grain: who took over from a silo that died may. The first to say so is heard.
                if (refusal is null || IsFailover(answer))
                    (refusal, answer) = (answer, refusal);
                answer?.Dispose();
            }
            catch (SiloRefusedException e) when (kind == Kind.Once && request.Content is not null)
            {
                // Some of the content may be sent, and cannot be sent again. An answer, since a failure would be taken for the content's.
                if (silos.Failed(silo))
                    Log.SiloFailed(logger, silo.Name, e.Message);
                return (ProxyProblem.NotReady.ToMessage(request), null);
            }
            catch (HttpRequestException e) when (kind != Kind.Once || !HasReached(e))
            {
                if (silos.Failed(silo))
                    Log.SiloFailed(logger, silo.Name, e.GetBaseException().Message);
                failure = e;
            }
            catch (TimeoutException e) when (!isLast)
            {
                if (silos.Failed(silo))
                    Log.SiloFailed(logger, silo.Name, "it was silent");
                failure = e;
            }
        }

        return (refusal, failure ?? new HttpRequestException(HttpRequestError.ConnectionError, "No silo is known."));
    }

    // A condition that held the first time may not hold the second (RFC 9110 §13.1).
    private static bool IsUnconditionalPut(HttpRequestMessage request) =>
        request.Method == HttpMethod.Put && request.Headers.NonValidated is var fields && !Conditions.Any(fields.Contains);

    // One that dies in the midst of an answer has given none: nobody has seen a byte of it yet. Longer ones are passed on as they come.
    private async Task<HttpResponseMessage> WholeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Get || answer.Content.Headers.ContentLength is not (> 0 and <= MaximumWhole))
            return answer;
        try
        {
            await answer.Content.LoadIntoBufferAsync(MaximumWhole, cancellationToken);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private static bool IsFailover(HttpResponseMessage? answer) => answer is not null && answer.Headers.Contains(InternalFields.Failover);

    // One that is paused takes connections and never answers.
    private async Task<HttpResponseMessage> Patiently(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = WholeAsync(request, attempt.Token);
        try
        {
            return await sending.WaitAsync(options.SiloPatience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await attempt.CancelAsync();
            await sending.ContinueWith(
                static sent => sent.IsCompletedSuccessfully ? sent.Result : null, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
                .ContinueWith(static late => late.Result?.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    // The forwarder's own address leads nowhere; what stands behind its authority is the client's, byte for byte.
    private static string Target(Uri? uri)
    {
        var text = uri?.OriginalString ?? "";
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        return text.IndexOf('/', start) is var slash and >= 0 ? text[slash..] : "/";
    }

    private static bool HasReached(HttpRequestException failure) => failure.HttpRequestError is not
        (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
}
