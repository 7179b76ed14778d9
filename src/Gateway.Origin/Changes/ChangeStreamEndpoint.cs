using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Silos;
using Gateway.HttpCaching.Fields;
using Gateway.Origin.Addresses;
using Gateway.Origin.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Origin.Changes;

/// <summary>
/// <c>GET /internal/changes?epoch=…&amp;after=…</c>: this silo's changes, a line of NDJSON for each batch, without end. What
/// opens it is a field that edges take out of every request: none can be talked into asking it for somebody.
/// </summary>
internal sealed class ChangeStreamEndpoint(
    IChangeJournal journal, ISiloDirectory silos, IOptions<ChangeStreamOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ChangeStreamEndpoint> logger)
{
    private const string Path = "/internal/changes";
    private const int BatchSize = 512;

    /// <summary>Whether a request is for it; all others find nothing at its address.</summary>
    public static bool IsAsked(HttpRequest request, RequestTarget target) =>
        string.Equals(target.RawPath, Path, StringComparison.Ordinal)
        && HttpMethods.IsGet(request.Method)
        && request.Headers.ContainsKey(InternalFields.Listener);

    /// <summary>Streams until the listener goes or the silo stops.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var listener = context.Request.Headers[InternalFields.Listener].ToString();
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = CachePolicy.NoStore;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        Log.ListenerCame(logger, listener);
        try
        {
            await StreamAsync(context, ending.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The listener went, or this silo does: an end that it does not take for anything but a break.
        }

        Log.ListenerWent(logger, listener);
    }

    private async Task StreamAsync(HttpContext context, CancellationToken ending)
    {
        var position = journal.Position;
        var asked = Number(context.Request, "after");
        // Who has heard nothing of this silo yet asks for all that it ever said.
        var isSame = asked == 0 && !context.Request.Query.ContainsKey("epoch") || Number(context.Request, "epoch") == position.Epoch;
        var isKnown = asked is { } a && isSame && !journal.Read(a, 1).IsGap;
        var after = isKnown ? asked ?? 0 : position.Sequence;
        await WriteAsync(context, ChangeLine.Head(position, after, isGap: asked is not null && !isKnown), ending);
        var known = SiloView.None;
        while (true)
        {
            if (silos.Current is var current && !ReferenceEquals(current, known))
                await WriteAsync(context, ChangeLine.Of(after, known = current), ending);

            var batch = journal.Read(after, BatchSize);
            if (batch.Changes.IsEmpty && !batch.IsGap)
            {
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ending);
                await Task.WhenAny(journal.MovedAsync(after), silos.ChangedAsync(known), Task.Delay(options.Value.Heartbeat, time, waiting.Token));
                await waiting.CancelAsync();
                ending.ThrowIfCancellationRequested();
                batch = journal.Read(after, BatchSize);
            }

            await WriteAsync(context, ChangeLine.Of(batch), ending);
            after = batch.Sequence;
        }
    }

    private static async Task WriteAsync(HttpContext context, ChangeLine line, CancellationToken ending)
    {
        await JsonSerializer.SerializeAsync(context.Response.BodyWriter, line, ChangeLineJson.Default.ChangeLine, ending);
        context.Response.BodyWriter.Write("\n"u8);
        await context.Response.BodyWriter.FlushAsync(ending);
    }

    private static long? Number(HttpRequest request, string name) =>
        long.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
