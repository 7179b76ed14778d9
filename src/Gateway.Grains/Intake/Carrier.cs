using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Topics;
using Gateway.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Grains.Intake;

/// <summary>
/// Carries out changes that are written down: all their articles, then one call to each of their topics. Each step may
/// be repeated: articles know sequences, topics know revisions. Says once of each change whether it is finished, that is in
/// every topic or owing nothing, or has failed.
/// </summary>
internal sealed class Carrier(
    IGrainFactory grains,
    IntakeOptions options,
    TimeProvider time,
    GrainsMeter meter,
    ILogger logger,
    Action<PendingChange> finished,
    Action<PendingChange> failed)
{
    private static readonly Task<ArticleVerdict> NotCalled = new TaskCompletionSource<ArticleVerdict>().Task;

    private readonly GrainsOf<IArticleGrain> _articles = new(grains);
    private readonly GrainsOf<ITopicGrain> _topics = new(grains);

    /// <summary>Carries out changes of different slugs. Does not throw.</summary>
    public async Task Carry(IReadOnlyList<PendingChange> changes)
    {
        var started = time.GetTimestamp();
        await Apply(changes);
        meter.Phase("articles", time.GetElapsedTime(started));
        if (changes.FirstOrDefault(change => change.HasFailed) is { } first)
            Log.ArticlesFailed(logger, changes.Count(change => change.HasFailed), first.Slug, first.Sequence, first.Attempts);

        started = time.GetTimestamp();
        var errands = Sort(changes);
        if (errands.Count == 0)
            return;

        await Fan.Out(errands.Count, options.TopicConcurrency, i => Run(errands[i]));
        meter.Phase("topics", time.GetElapsedTime(started));
        if (errands.Find(errand => errand.HasFailed) is { } errand)
            Log.TopicsFailed(logger, errands.Count(other => other.HasFailed), errand.Topic);
    }

    /// <summary>Tells the article that its topics have stored the change. Does not throw.</summary>
    public async Task Settle(PendingChange change)
    {
        try
        {
            await _articles[change.Slug].Settle(change.Sequence).WaitAsync(options.StepTimeout, time);
        }
        catch (Exception error)
        {
            Log.SettlingFailed(logger, error, change.Slug, change.Sequence);
        }
    }

    /// <summary>All articles, many at a time, under one time limit: a timer for each would cost more than the waiting.</summary>
    private async Task Apply(IReadOnlyList<PendingChange> changes)
    {
        var steps = new Task<ArticleVerdict>[changes.Count];
        Array.Fill(steps, NotCalled);
        var isLate = false;
        try
        {
            await Fan.Out(steps.Length, options.ArticleConcurrency, Take).WaitAsync(options.StepTimeout, time);
        }
        catch (Exception)
        {
            // Each is looked at below.
        }

        isLate = true;
        for (var i = 0; i < steps.Length; i++)
        {
            var change = changes[i];
            change.HasFailed = !steps[i].IsCompletedSuccessfully;
            if (!change.HasFailed)
                change.Applied(await steps[i]);
            else
                Log.ArticleFailed(logger, steps[i].Exception?.GetBaseException() ?? new TimeoutException("The article did not answer in time."), change.Slug, change.Sequence);
        }

        async Task Take(int i)
        {
            // What is not called in time is tried again with the others: not behind their backs.
            if (isLate)
                return;
            steps[i] = Step(changes[i]);
            await ((Task)steps[i]).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<ArticleVerdict> Step(PendingChange change)
    {
        try
        {
            var article = _articles[change.Slug];
            return change.Change is { } wanted ? article.Apply(change.Sequence, wanted) : article.Resume(change.Sequence);
        }
        catch (Exception error)
        {
            return Task.FromException<ArticleVerdict>(error);
        }
    }

    private List<Errand> Sort(IReadOnlyList<PendingChange> changes)
    {
        var byTopic = new Dictionary<string, Errand>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (change.HasFailed || change.Verdict is null)
            {
                failed(change);
                continue;
            }

            change.TopicsOutstanding = change.Verdict.Owed.Length;
            if (change.TopicsOutstanding == 0)
            {
                finished(change);
                continue;
            }

            foreach (var operation in change.Verdict.Owed)
            {
                if (!byTopic.TryGetValue(operation.Topic.Key, out var errand))
                    byTopic.Add(operation.Topic.Key, errand = new Errand(operation.Topic.Key));
                errand.Operations.Add(operation);
                errand.Changes.Add(change);
            }
        }

        return [.. byTopic.Values];
    }

    private async Task Run(Errand errand)
    {
        ReportedChanges? reported = null;
        try
        {
            reported = (await _topics[errand.Topic].Apply(errand.Operations.ToImmutable()).WaitAsync(options.StepTimeout, time)).Reported;
        }
        catch (Exception error)
        {
            Log.TopicFailed(logger, error, errand.Topic, errand.Changes.Count);
            errand.HasFailed = true;
        }

        foreach (var change in errand.Changes)
        {
            change.HasFailed |= errand.HasFailed;
            if (reported is not null)
                change.Reported.Add(reported);
            if (--change.TopicsOutstanding > 0)
                continue;
            if (change.HasFailed)
                failed(change);
            else
                finished(change);
        }
    }

    private sealed class Errand(string topic)
    {
        public string Topic { get; } = topic;

        public ImmutableArray<TopicOperation>.Builder Operations { get; } = ImmutableArray.CreateBuilder<TopicOperation>();

        public List<PendingChange> Changes { get; } = [];

        public bool HasFailed { get; set; }
    }
}
