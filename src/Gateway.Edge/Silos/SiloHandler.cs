using System.Net;
using Gateway.Edge.Problems;
using Gateway.Placement;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Silos;

/// <summary>
/// Sends each request to the silo that owns what its address shows. What did not reach a silo goes to the next one; what may
/// have is asked of the next one where asking twice does no harm (RFC 9110 §9.2.1).
/// </summary>
internal sealed class SiloHandler(SiloTable silos, TimeSpan patience, TimeProvider time, ILogger logger, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int Attempts = 3;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var target = Target(request.RequestUri);
        var path = target.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? target[..query] : target;
        var order = silos.Order(PlacementKey.OfPath(path));
        if (order.IsEmpty)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "No silo is known.");

        var isSafe = (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head) && request.Content is null;
        for (var i = 0; ; i++)
        {
            var silo = order[i];
            var isLast = i + 1 >= order.Length || i + 1 >= Attempts;
            request.RequestUri = new Uri(silo.Authority + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            try
            {
                var answer = isLast || !isSafe
                    ? await base.SendAsync(request, cancellationToken)
                    : await Patiently(request, cancellationToken);
                // It stands, and cannot reach the grain: who took over from a silo that died may.
                if (isLast || !isSafe || answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    silos.Answered(silo);
                    return answer;
                }

                answer.Dispose();
            }
            catch (SiloRefusedException e) when (request.Content is not null)
            {
                // Some of the content may be sent, and cannot be sent again. An answer, since a failure would be taken for the content's.
                if (silos.Failed(silo))
                    Log.SiloFailed(logger, silo.Name, e.Message);
                return ProxyProblem.NotReady.ToMessage(request);
            }
            catch (HttpRequestException e) when (isSafe || !HasReached(e))
            {
                if (silos.Failed(silo))
                    Log.SiloFailed(logger, silo.Name, e.GetBaseException().Message);
                if (isLast)
                    throw;
            }
            catch (TimeoutException) when (!isLast)
            {
                if (silos.Failed(silo))
                    Log.SiloFailed(logger, silo.Name, "it was silent");
            }
        }
    }

    // One that is paused takes connections and never answers.
    private async Task<HttpResponseMessage> Patiently(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = base.SendAsync(request, attempt.Token);
        try
        {
            return await sending.WaitAsync(patience, time, cancellationToken);
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
