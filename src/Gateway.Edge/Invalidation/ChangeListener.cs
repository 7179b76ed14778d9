using System.Globalization;
using System.Net;
using Gateway.Edge.Forwarding;
using Gateway.Edge.Forwarding.Outages;
using Gateway.HttpCaching.Fields;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Edge.Invalidation;

/// <summary>
/// Keeps the stream of the origin's changes open. While it is not, nothing that the silo answers is fresh: a stream that
/// breaks costs revalidation, never an old answer.
/// </summary>
internal sealed class ChangeListener(
    EdgeOrigin origin, Announcements announcements, OriginHealth origins, EdgeIdentity identity, IOptions<InvalidationOptions> options, TimeProvider time, ILogger<ChangeListener> logger)
    : BackgroundService
{
    private const int GreatestDoublings = 4;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly ChangeStream _stream = new(announcements, options.Value, time);
    private DateTimeOffset _told = DateTimeOffset.MinValue;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var client = new HttpMessageInvoker(OriginConnector.Create(origin));
        for (var failures = 0; !stoppingToken.IsCancellationRequested; failures++)
        {
            try
            {
                await ListenAsync(client, () => failures = Opened(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever broke it, it is opened again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Tell(e, isBroken: failures == 0 && _stream.Sequence is not null);
            }

            await Task.Delay(Delay(failures), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // One that breaks again and again is one problem.
    private void Tell(Exception e, bool isBroken)
    {
        var now = time.GetUtcNow();
        if (!isBroken || now - _told < Quiet)
        {
            Log.NotOpened(logger, e.GetBaseException().Message);
            return;
        }

        _told = now;
        Log.StreamBroke(logger, e.Message);
    }

    private int Opened()
    {
        // Whoever still waits for a probe to find the origin back need not.
        origins.Of(OriginProxyConfigProvider.OriginId).Answered(OriginProxyConfigProvider.Destination);
        Log.Listening(logger, _stream.Source ?? "");
        return 0;
    }

    private async Task ListenAsync(HttpMessageInvoker client, Action opened, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(origin.Address, Target()))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation(InternalFields.Listener, identity.Name);
        using var answer = await client.SendAsync(request, cancellation).WaitAsync(options.Value.SilenceTimeout, time, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"The origin answers {(int)answer.StatusCode}."));

        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await _stream.ReadAsync(body, opened, cancellation);
    }

    private string Target() => _stream.Sequence is { } after
        ? string.Create(CultureInfo.InvariantCulture, $"/internal/changes?epoch={_stream.Epoch}&after={after}")
        : "/internal/changes";

    // Not all edges at once, when a silo comes back.
    private TimeSpan Delay(int failures) =>
        options.Value.ReconnectDelay * (1 << Math.Min(failures, GreatestDoublings)) * (0.5 + Random.Shared.NextDouble());
}
