using System.Globalization;
using System.Net;
using Gateway.Edge.Forwarding;
using Gateway.Edge.Forwarding.Outages;
using Gateway.Edge.Silos;
using Gateway.HttpCaching.Fields;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Edge.Invalidation;

/// <summary>Makes ears, one for each silo.</summary>
internal sealed class ChangeListenerFactory(
    EdgeOrigin origin,
    SiloConnector connector,
    SiloTable silos,
    Announcements announcements,
    IInvalidations cache,
    OriginHealth origins,
    EdgeIdentity identity,
    IOptions<InvalidationOptions> options,
    TimeProvider time,
    ILogger<ChangeListener> logger)
{
    /// <summary>One for the origin that is the only one.</summary>
    public ChangeListener Create() => Create(new EdgeSilo("origin", origin.Address), null, fromItsBeginning: false);

    /// <summary>One for a silo of several.</summary>
    /// <param name="silo">Which.</param>
    /// <param name="fromItsBeginning">Whether what it changed before now matters.</param>
    public ChangeListener Create(EdgeSilo silo, bool fromItsBeginning) => Create(silo, silos, fromItsBeginning);

    private ChangeListener Create(EdgeSilo silo, SiloTable? table, bool fromItsBeginning) => new(
        silo,
        table,
        new ChangeStream(announcements, table is null ? null : cache, table, options.Value, time),
        new HttpMessageInvoker(connector.Create()),
        origins,
        identity,
        options.Value,
        fromItsBeginning,
        time,
        logger);
}

/// <summary>
/// Keeps the stream of a silo's changes open. While it is not, nothing that the silo answers is fresh: a stream that
/// breaks costs revalidation, never an old answer.
/// </summary>
internal sealed class ChangeListener(
    EdgeSilo silo,
    SiloTable? silos,
    ChangeStream stream,
    HttpMessageInvoker client,
    OriginHealth origins,
    EdgeIdentity identity,
    InvalidationOptions options,
    bool fromItsBeginning,
    TimeProvider time,
    ILogger logger) : IDisposable
{
    private const int GreatestDoublings = 4;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private DateTimeOffset _told = DateTimeOffset.MinValue;

    /// <summary>Whether the silo can be heard now.</summary>
    public bool IsOpen => stream.Source is not null;

    /// <summary>Listens until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var failures = 0; !cancellation.IsCancellationRequested; failures++)
        {
            try
            {
                await ListenAsync(() => failures = Opened(), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever broke it, it is opened again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Tell(e, isBroken: failures == 0 && stream.Sequence is not null);
            }

            await Task.Delay(Delay(failures), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => client.Dispose();

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
        silos?.Answered(silo);
        Log.Listening(logger, stream.Source ?? "");
        return 0;
    }

    private async Task ListenAsync(Action opened, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Address, Target()))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation(InternalFields.Listener, identity.Name);
        using var answer = await client.SendAsync(request, cancellation).WaitAsync(options.SilenceTimeout, time, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"The origin answers {(int)answer.StatusCode}."));

        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await stream.ReadAsync(body, opened, cancellation);
    }

    private string Target() => stream.Sequence is { } after
        ? string.Create(CultureInfo.InvariantCulture, $"/internal/changes?epoch={stream.Epoch}&after={after}")
        : fromItsBeginning ? "/internal/changes?after=0" : "/internal/changes";

    // Not all edges at once, when a silo comes back.
    private TimeSpan Delay(int failures) =>
        options.ReconnectDelay * (1 << Math.Min(failures, GreatestDoublings)) * (0.5 + Random.Shared.NextDouble());
}
