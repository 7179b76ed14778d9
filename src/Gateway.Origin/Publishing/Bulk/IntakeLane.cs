using Gateway.Contracts.Publishing;
using Microsoft.Extensions.Logging;

namespace Gateway.Origin.Publishing.Bulk;

/// <summary>
/// The way of one stream's changes to one partition of the intake: one call at a time, so that two records of one slug
/// are carried out in the stream's order; meanwhile the next ones gather.
/// </summary>
internal sealed class IntakeLane(IIntakeGrain intake, PublishingOptions options, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly Queue<PendingRecord> waiting = new();
    private bool isRunning;

    /// <summary>Puts a record in line; <see cref="Start"/> sets it going.</summary>
    public void Add(PendingRecord record)
    {
        lock (gate)
            waiting.Enqueue(record);
    }

    /// <summary>Hands on what is in line, unless that is under way.</summary>
    public void Start()
    {
        lock (gate)
        {
            if (isRunning || waiting.Count == 0)
                return;
            isRunning = true;
        }

        _ = RunAsync();
    }

    // Not under the request's cancellation: what was submitted is carried out whether or not the client stays.
    private async Task RunAsync()
    {
        while (Next() is { Count: > 0 } batch)
        {
            try
            {
                var outcomes = await intake.Submit([.. batch.Select(r => r.Change).OfType<ArticleChange>()]);
                for (var i = 0; i < batch.Count; i++)
                    batch[i].SetAnswer(ChangeAnswer.Of(outcomes[i]));
            }
#pragma warning disable CA1031 // Each of its records is answered, whatever went wrong.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.SubmitFailed(logger, batch.Count, e);
                foreach (var record in batch)
                    record.SetAnswer(ChangeAnswer.Unavailable(record.Change?.Slug ?? ""));
            }
        }
    }

    private List<PendingRecord> Next()
    {
        var batch = new List<PendingRecord>();
        var bytes = 0L;
        lock (gate)
        {
            while (batch.Count < options.BatchRecords && waiting.TryPeek(out var next) && (batch.Count == 0 || bytes + next.Size <= options.BatchBytes))
            {
                bytes += next.Size;
                batch.Add(waiting.Dequeue());
            }

            isRunning = batch.Count > 0;
        }

        return batch;
    }
}
