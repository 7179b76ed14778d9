using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Publishing;
using Gateway.HttpCaching.Codings;
using Gateway.Syndication.Articles;
using Microsoft.Extensions.Logging;

namespace Gateway.Origin.Publishing.Bulk;

/// <summary>What a stream needs of the gateway; the journal only where its lines are to be told apart for an edge.</summary>
internal sealed record BulkContext(
    IGrainFactory Grains, PublishingOptions Options, IntakeRouting Routing, ArticleLimits Limits, OwnAddresses Own, Puts Puts, IChangeJournal? Journal, TimeProvider Time, ILogger Logger);

/// <summary>How a stream ended.</summary>
internal enum BulkEnd
{
    /// <summary>Every record was read and answered.</summary>
    Complete,

    /// <summary>It broke, or its client stalled: to be aborted.</summary>
    Broken,

    /// <summary>Its bytes are not in its coding, or are cut off, and nothing was answered yet: to be refused.</summary>
    Undecodable,

    /// <summary>It decodes to far more than it is, and nothing was answered yet: to be refused.</summary>
    Bomb,

    /// <summary>The gateway stops: what was read is answered, the rest was not read. To be aborted, so that nobody takes it for whole.</summary>
    Drained,
}

/// <summary>
/// One bulk stream: a reader that cuts and parses, a lane per partition of the intake, a writer that answers in order,
/// and a pump that sends. The reader waits while too much is unanswered, the writer while too much is unsent: a client
/// that reads while it sends is never held up, one that reads only afterwards may send until both bounds are full.
/// </summary>
internal sealed class BulkStream
{
    private const int ChunkSize = 64 * 1024;
    private const int GroupBytes = 32 * 1024;
    private const int GatheredBytes = 1024 * 1024;
    private const long FreeExpansion = 16 * 1024 * 1024;

    // A client may want to see that it is heard before it sends anything.
    private static readonly TimeSpan SilenceBeforeHead = TimeSpan.FromSeconds(1);

    private readonly BulkContext context;
    private readonly Publisher publisher;
    private readonly PendingBudget budget;
    private readonly Channel<PendingRecord> inOrder = Channel.CreateUnbounded<PendingRecord>(new() { SingleReader = true, SingleWriter = true });
    private readonly Dictionary<int, IntakeLane> lanes = [];
    private readonly Pipe unsent;
    private readonly CancellationTokenSource broken = new();
    private readonly StallGuard stall;
    private readonly ResponseHead head = new();
    private volatile bool isSending;

    private BulkStream(BulkContext context, Publisher publisher)
    {
        this.context = context;
        this.publisher = publisher;
        budget = new PendingBudget(context.Options.PendingRecords, context.Options.PendingBytes);
        unsent = new Pipe(new PipeOptions(
            pauseWriterThreshold: context.Options.AnswerBytes, resumeWriterThreshold: context.Options.AnswerBytes / 2, useSynchronizationContext: false));
        stall = new StallGuard(context.Time, context.Options.IdleTimeout, () => budget.Held > 0 && !isSending, OnStall);
    }

    /// <summary>Carries a stream out to its end.</summary>
    /// <param name="context">What it needs.</param>
    /// <param name="publisher">Who sends.</param>
    /// <param name="body">What is sent, encoded.</param>
    /// <param name="coding">How.</param>
    /// <param name="output">Where answers go; flushed line by line as they become known.</param>
    /// <param name="aborted">The client is gone.</param>
    /// <param name="stopping">The gateway stops: read no more.</param>
    public static async Task<BulkEnd> RunAsync(
        BulkContext context, Publisher publisher, Stream body, ContentCoding coding, Stream output, CancellationToken aborted, CancellationToken stopping)
    {
        var stream = new BulkStream(context, publisher);
        await using var registration = aborted.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), stream.broken); // Not null: the state given.
        try
        {
            // What is not encoded can be read line by line: there is nothing to refuse as a whole.
            if (coding == ContentCoding.Identity)
                stream.head.Release();
            // The first read is under way before the head is sent: a client that waits for 100 (Continue) gets that first.
            var reading = stream.ReadAsync(body, coding, stopping);
            var sending = stream.SendAsync(output);
            await stream.WriteAsync();
            await sending;
            var end = await reading;
            return stream.broken.IsCancellationRequested && end is not (BulkEnd.Undecodable or BulkEnd.Bomb) ? BulkEnd.Broken : end;
        }
        finally
        {
            stream.stall.Dispose();
            // Not disposed: a guard's last call or a late registration may still touch it, and it holds no handle.
        }
    }

    private async Task<BulkEnd> ReadAsync(Stream body, ContentCoding coding, CancellationToken stopping)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(broken.Token, stopping);
        using var splitter = new LineSplitter(context.Limits.RecordBytes);
        var counted = new CountingStream(body);
        var decoded = Encoder.Decode(coding, counted);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        var lines = new List<Line>();
        var isRefused = false;
        await using var silence = context.Time.CreateTimer(
            _ =>
            {
                if (counted.Count == 0)
                    head.Release();
            },
            null,
            SilenceBeforeHead,
            Timeout.InfiniteTimeSpan);
        try
        {
            var total = 0L;
            var gathered = 0;
            while (true)
            {
                // What has arrived goes on together; nothing that has arrived waits for what has not.
                var arriving = decoded.ReadAsync(chunk, reading.Token);
                if (!arriving.IsCompleted || gathered >= GatheredBytes)
                {
                    StartLanes();
                    gathered = 0;
                }

                var read = await DecodedAsync(arriving, coding);
                stall.Progress();
                total += read;
                gathered += read;
                if (coding != ContentCoding.Identity && total > FreeExpansion && total / context.Options.GreatestExpansion > counted.Count)
                    throw new UnreadableException(BulkEnd.Bomb, "It decodes to far more than it is.");

                if (read == 0)
                    splitter.Finish(lines);
                else
                    splitter.Push(chunk.AsSpan(0, read), lines);
                await AcceptAsync(lines);
                if (read == 0)
                {
                    head.Release();
                    return BulkEnd.Complete;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !broken.IsCancellationRequested)
        {
            head.Release();
            return BulkEnd.Drained;
        }
#pragma warning disable CA1031 // A broken stream is the client's affair, whatever broke: it ends in an abort.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.StreamBroke(context.Logger, publisher.Name, e.Message);
            isRefused = e is UnreadableException && !broken.IsCancellationRequested && head.TryRefuse();
            await broken.CancelAsync();
            return isRefused && e is UnreadableException { End: var end } ? end : BulkEnd.Broken;
        }
        finally
        {
            // Of what is refused as a whole nothing more is begun.
            if (!isRefused)
                StartLanes();
            inOrder.Writer.Complete();
            ArrayPool<byte>.Shared.Return(chunk);
            if (!ReferenceEquals(decoded, counted))
                await decoded.DisposeAsync();
        }
    }

    // Lines that are read are accepted, even while the gateway stops.
    private async Task AcceptAsync(List<Line> lines)
    {
        var received = context.Time.GetUtcNow();
        foreach (var line in lines)
        {
            var record = RecordLine.Read(line, publisher, context.Limits, context.Own, context.Puts, received);
            line.GiveBack();
            if (!budget.TryAcquire(record.Size))
            {
                StartLanes();
                await budget.AcquireAsync(record.Size, broken.Token);
            }

            inOrder.Writer.TryWrite(record);
            if (record.Change is { } change)
                Lane(change.Slug).Add(record);
        }

        lines.Clear();
    }

    private IntakeLane Lane(string slug)
    {
        var partition = context.Routing.PartitionOf(slug);
        if (!lanes.TryGetValue(partition, out var lane))
            lanes[partition] = lane = new IntakeLane(context.Grains.GetGrain<IIntakeGrain>(partition), context.Options, context.Logger);
        return lane;
    }

    private void StartLanes()
    {
        foreach (var lane in lanes.Values)
            lane.Start();
    }

    private async Task WriteAsync()
    {
        var group = new AnswerGroup(unsent.Writer, context.Journal);
        try
        {
            await foreach (var record in inOrder.Reader.ReadAllAsync(broken.Token))
            {
                // What is known goes out before waiting for what is not.
                if (!record.Answer.IsCompleted)
                    await group.FlushAsync(broken.Token);
                group.Add(await record.Answer.WaitAsync(broken.Token));
                if (group.Length >= GroupBytes || !inOrder.Reader.TryPeek(out _))
                    await group.FlushAsync(broken.Token);
                budget.Release(record.Size);
            }

            await unsent.Writer.CompleteAsync();
        }
#pragma warning disable CA1031 // Whatever stops the answers stops the stream.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!broken.IsCancellationRequested)
                Log.AnswersFailed(context.Logger, publisher.Name, e);
            await broken.CancelAsync();
            await unsent.Writer.CompleteAsync(e);
        }
    }

    private async Task SendAsync(Stream output)
    {
        try
        {
            var arriving = unsent.Reader.ReadAsync(broken.Token).AsTask();
            await Task.WhenAny(arriving, head.Released);
            if (!head.TrySend())
                return;

            await output.FlushAsync(broken.Token);
            while (true)
            {
                var answers = await arriving;
                isSending = true;
                foreach (var segment in answers.Buffer)
                    await output.WriteAsync(segment, broken.Token);
                await output.FlushAsync(broken.Token);
                isSending = false;
                stall.Progress();
                unsent.Reader.AdvanceTo(answers.Buffer.End);
                if (answers.IsCompleted)
                    return;
                arriving = unsent.Reader.ReadAsync(broken.Token).AsTask();
            }
        }
#pragma warning disable CA1031 // A client that cannot be written to is gone, whatever it is called.
        catch (Exception)
#pragma warning restore CA1031
        {
            await broken.CancelAsync();
        }
        finally
        {
            await unsent.Reader.CompleteAsync();
        }
    }

    private void OnStall()
    {
        Log.StreamStalled(context.Logger, publisher.Name, context.Options.IdleTimeout);
        broken.Cancel();
    }

    private static async ValueTask<int> DecodedAsync(ValueTask<int> arriving, ContentCoding coding)
    {
        try
        {
            return await arriving;
        }
        catch (Exception e) when (coding != ContentCoding.Identity && RecordBody.IsUndecodable(e))
        {
            throw new UnreadableException(BulkEnd.Undecodable, e.Message);
        }
    }

    /// <summary>The stream is not what its coding says.</summary>
    private sealed class UnreadableException(BulkEnd end, string message) : Exception(message)
    {
        public BulkEnd End { get; } = end;
    }
}
