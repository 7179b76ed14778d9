using System.Diagnostics;
using System.Threading.Channels;

namespace Gateway.Commands.Import;

/// <summary>How an import goes about it.</summary>
/// <param name="Batch">Records in one request, at most.</param>
/// <param name="Connections">Requests under way at once.</param>
internal sealed record ImportPlan(int Batch, int Connections)
{
    /// <summary>Bytes of one request, at most, but for a single record that is larger.</summary>
    public const int BatchBytes = 4 * 1_024 * 1_024;

    /// <summary>Bytes of records that are read and not answered.</summary>
    public const long BytesUnderWay = 64L * 1_024 * 1_024;

    /// <summary>How often a record that the gateway has no room for is sent, the first time included.</summary>
    public const int Attempts = 8;
}

/// <summary>
/// Publishes the lines of files: a few lanes, each sending one batch after another. Records of one slug go down one lane,
/// so that of two in the files the later one stays.
/// </summary>
internal sealed class Importer(BulkClient client, ImportPlan plan, IImportReport report, TimeProvider time)
{
    private readonly ByteBudget _budget = new(ImportPlan.BytesUnderWay);

    public ImportCount Count { get; } = new();

    /// <summary>Reads and publishes until the end of the files.</summary>
    /// <param name="files">What to read.</param>
    /// <param name="stopping">Stops the reading; batches under way are still answered.</param>
    /// <param name="aborting">Breaks off what is under way.</param>
    /// <exception cref="ImportFailure">It cannot go on; what is counted stays true.</exception>
    public async Task Run(IReadOnlyList<LineReader> files, CancellationToken stopping, CancellationToken aborting)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborting);
        var lanes = Enumerable.Range(0, plan.Connections).Select(_ => Channel.CreateBounded<ImportLine>(plan.Batch)).ToArray();
        var work = lanes.Select(lane => Task.Run(() => Lane(lane.Reader, end, aborting), CancellationToken.None)).ToArray();
        Exception? unread = null;
        try
        {
            await Feed(files, lanes, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Stopped, or a lane cannot go on: its task says why.
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            unread = e;
        }

        foreach (var lane in lanes)
            lane.Writer.Complete();
        await Task.WhenAll(work);
        if (unread is not null)
            throw new ImportFailure(ExitCode.Usage, $"Reading broke off: {unread.Message}", unread);
    }

    private async Task Feed(IReadOnlyList<LineReader> files, Channel<ImportLine>[] lanes, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            await foreach (var line in file.Read(cancellation))
            {
                report.Read(line);
                if (line.IsTooLong)
                {
                    Count.Reject();
                    report.Rejected(line, new BulkAnswer(null, 413, Error: $"the line is over {LineReader.LongestLine} bytes; it was not sent"));
                    continue;
                }

                await _budget.Take(line.Json.Length, cancellation);
                var lane = line.Slug is null ? (int)(line.Number % lanes.Length) : (int)((uint)string.GetHashCode(line.Slug, StringComparison.Ordinal) % (uint)lanes.Length);
                await lanes[lane].Writer.WriteAsync(line, cancellation);
            }
        }
    }

    private async Task Lane(ChannelReader<ImportLine> lines, CancellationTokenSource end, CancellationToken aborting)
    {
        try
        {
            while (await lines.WaitToReadAsync(end.Token))
                await Publish(Next(lines), end, aborting);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // What is still queued was never sent, and is not counted.
        }
        catch
        {
            await end.CancelAsync();
            throw;
        }
    }

    // Whatever waits already, without waiting for more: a slow source is published as it comes.
    private List<ImportLine> Next(ChannelReader<ImportLine> lines)
    {
        var batch = new List<ImportLine>(plan.Batch);
        var bytes = 0;
        while (batch.Count < plan.Batch && lines.TryPeek(out var line) && (bytes == 0 || bytes + line.Json.Length <= ImportPlan.BatchBytes) && lines.TryRead(out line))
        {
            batch.Add(line);
            bytes += line.Json.Length + 1;
        }

        return batch;
    }

    private async Task Publish(List<ImportLine> batch, CancellationTokenSource end, CancellationToken aborting)
    {
        for (var attempt = 1; batch.Count > 0; attempt++)
        {
            var last = attempt == ImportPlan.Attempts;
            var sent = batch;
            var busy = new List<int>();
            var answered = 0;
            BatchEnd outcome;
            try
            {
                outcome = await client.Send(sent, Answered, aborting);
            }
            catch (OperationCanceledException) when (aborting.IsCancellationRequested)
            {
                outcome = new BatchEnd(answered, Broken: new OperationCanceledException("it was broken off"));
            }

            if (outcome.Broken is { } broken)
            {
                Unknown(sent, outcome.Answered, busy, broken);
                await end.CancelAsync();
                return;
            }

            if (outcome.RetryAfter is not null)
            {
                if (last)
                    throw new ImportFailure(ExitCode.Unavailable, $"The gateway was not ready for {attempt} attempts; {sent[0].Place} and what follows it was not published.");
                busy.AddRange(Enumerable.Range(0, sent.Count));
            }

            // A newer record of the same slug went through meanwhile: sending the older one would undo it.
            batch = [];
            foreach (var index in busy)
            {
                if (sent[index].Slug is { } slug && sent.Skip(index + 1).Where((_, i) => !busy.Contains(index + 1 + i)).Any(l => string.Equals(l.Slug, slug, StringComparison.Ordinal)))
                    Refuse(sent[index], new BulkAnswer(slug, 503, Error: "a later record of the same slug was published instead"));
                else
                    batch.Add(sent[index]);
            }

            if (batch.Count > 0)
            {
                report.Waiting(batch.Count);
                await Pause(attempt, outcome.RetryAfter, batch, end.Token);
            }

            void Answered(int index, BulkAnswer answer)
            {
                answered = index + 1;
                if (answer.Status == 503 && !last)
                    busy.Add(index);
                else
                    Settle(sent[index], answer);
            }
        }
    }

    private async Task Pause(int attempt, TimeSpan? asked, List<ImportLine> batch, CancellationToken end)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Min(250 * Math.Pow(2, attempt - 1), 8_000));
        if (asked > pause && asked < TimeSpan.FromMinutes(1))
            pause = asked.Value;
        try
        {
            await Task.Delay(pause, time, end);
        }
        catch (OperationCanceledException)
        {
            foreach (var line in batch)
                Refuse(line, new BulkAnswer(line.Slug, 503, Error: "the gateway had no room for it"));
            throw;
        }
    }

    private void Settle(ImportLine line, BulkAnswer answer)
    {
        if (answer.Status is < 200 or >= 300)
        {
            Refuse(line, answer);
            return;
        }

        Count.Add(answer);
        _budget.Give(line.Json.Length);
        report.Accepted(line);
    }

    private void Refuse(ImportLine line, BulkAnswer answer)
    {
        Count.Reject();
        report.Rejected(line, answer);
        _budget.Give(line.Json.Length);
    }

    private void Unknown(List<ImportLine> sent, int answered, List<int> busy, Exception broken)
    {
        foreach (var index in busy)
            Refuse(sent[index], new BulkAnswer(sent[index].Slug, 503, Error: "the gateway had no room for it"));
        var unknown = sent.Skip(answered).ToList();
        Count.AddUnknown(unknown.Count);
        if (unknown.Count > 0)
            report.Unknown(unknown, broken);
        Debug.Assert(answered + unknown.Count == sent.Count, "Every record is accounted for.");
    }
}
