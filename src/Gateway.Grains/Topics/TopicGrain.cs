using System.Collections.Immutable;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Topics;
using Gateway.Grains.Hosting;
using Gateway.Grains.Index;
using Gateway.Grains.Rendering;
using Gateway.Grains.Signals;
using Gateway.Grains.Silos;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Gateway.Grains.Topics;

/// <summary>
/// One topic. What it shows is <see cref="_current"/>, which moves only when a commit has succeeded; content is built
/// outside of the grain from that immutable state, so that readers wait for no writer.
/// </summary>
[OwnerPlacement, GrainType("topic")]
internal sealed class TopicGrain : Grain, ITopicGrain, IGrainMigrationParticipant
{
    private const int Attempts = 6;
    private static readonly TimeSpan ReportDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromHours(1);

    private readonly IPersistentState<TopicState> _head;
    private readonly StoredPages<EntryPlace, TopicEntry> _pages;
    private readonly PageKeeper<EntryPlace, TopicEntry> _keeper;
    private readonly CommitQueue<TopicOperation> _commits;
    private readonly FeedBuilder _feeds;
    private readonly PageBuilder _listings;
    private readonly ActivationBudget _budget;
    private readonly ChangeJournal _changes;
    private readonly TimeProvider _time;
    private readonly ILogger<TopicGrain> _logger;
    private readonly string _key;
    private TopicView _current;
    private ActivationBudget.Ticket? _ticket;
    private IGrainTimer? _reportTimer;
    private bool _isReportDue;
    private bool _isBroken;
    private bool _isMoved;
    private bool _isRepeatReported;

    public TopicGrain(
        [PersistentState("topic")] IPersistentState<TopicState> head,
        IGrainStorage storage,
        PageCache cache,
        FeedBuilder feeds,
        PageBuilder listings,
        ActivationBudget budget,
        ChangeJournal changes,
        TimeProvider time,
        ILogger<TopicGrain> logger)
    {
        _head = head;
        _pages = new(storage, this.GetGrainId(), cache);
        _keeper = new(_pages);
        _commits = new(Commit, TopicLimits.Batch);
        _feeds = feeds;
        _listings = listings;
        _budget = budget;
        _changes = changes;
        _time = time;
        _logger = logger;
        _key = this.GetPrimaryKeyString();
        _current = new(_key, new(), _pages);
    }

    /// <inheritdoc />
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (!_isBroken && _commits.Running.IsCompleted)
            CleanMove.Say(dehydrationContext);
    }

    /// <inheritdoc />
    public void OnRehydrate(IRehydrationContext rehydrationContext) => _isMoved = CleanMove.IsSaid(rehydrationContext);

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StoredLayout.Require(_head.State.Format, _key);
        if (!_isMoved && await _keeper.Recover(_head.State.Index) is { } recovered)
        {
            _logger.PagesLeftBehind(_key, (int)(recovered.NextPage - _head.State.Index.NextPage));
            _head.State = _head.State with { Index = recovered };
            await _head.WriteStateAsync(cancellationToken);
        }

        _current = new(_key, _head.State, _pages);
        _ticket = _budget.Enter(this.GetGrainId(), GrainContext.Depart, Weight(_head.State));
        _keeper.Clear(_current.State.Index, exception => _logger.ClearingFailed(exception, _key));
        // Interleaved: a topic that is never idle would otherwise never come to them.
        _reportTimer = this.RegisterGrainTimer(ReportCount, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan, Interleave = true });
        // A crash may have come between a commit and its report; the directory ignores what it knows.
        if (_current.State.Index.Count > 0 || _current.State.IsListed)
            ReportLater();
        this.RegisterGrainTimer(Expire, new() { DueTime = TimeSpan.Zero, Period = ExpiryPeriod, Interleave = true });
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ticket?.Leave();
        // At a shutdown the directory may be gone already, and waiting for it would hold the silo up: what is not said now
        // is said after the next activation.
        if (_isReportDue && reason.ReasonCode != DeactivationReasonCode.ShuttingDown)
            await ReportCount();
    }

    /// <inheritdoc />
    public async Task<TopicHeader> Apply(ImmutableArray<TopicOperation> operations)
    {
        _ticket?.Touch();
        // A later gateway's, in the midst of an upgrade. It stays owed, and whoever asks again may come to a silo that knows it.
        if (operations.Any(o => o.Kind is not (TopicOperationKind.Put or TopicOperationKind.Remove or TopicOperationKind.Retract)))
            throw new NotSupportedException($"This silo does not know an operation on topic {_key}.");
        await _commits.Commit(operations);
        return _current.Header with { Reported = _changes.OfTopic(_key) };
    }

    /// <inheritdoc />
    public Task<TopicHeader> Describe()
    {
        _ticket?.Touch();
        return Task.FromResult(Header(_current.Header, _changes.Position));
    }

    /// <inheritdoc />
    public async Task<FeedAnswer> Feed(FeedQuery query)
    {
        var (answer, position) = await Read((topic, leaveOut) => _feeds.Answer(topic, query, leaveOut));
        return answer with { Header = Header(answer.Header, position) };
    }

    /// <inheritdoc />
    public async Task<TopicListing> List(ListingQuery query)
    {
        var (answer, position) = await Read((topic, leaveOut) => _listings.Answer(topic, query, leaveOut));
        return answer with { Header = Header(answer.Header, position) };
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<EntryReference>> References(long fromOldest, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromOldest);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (await Read((topic, _) => topic.References(fromOldest, Math.Min(count, 50_000)).AsTask())).Answer;
    }

    /// <summary>
    /// Reads from the current state; where that has moved on meanwhile (a page or an article's revision is gone), from the
    /// next one. An article settles only when its topics have stored its revision, so what is gone for the current state
    /// is gone for good: in the last attempt it is left out rather than the whole feed refused.
    /// </summary>
    private async Task<(T Answer, ChangePosition Position)> Read<T>(Func<TopicView, bool, Task<T>> read)
    {
        _ticket?.Touch();
        for (var attempt = 1; ; attempt++)
        {
            var (topic, position) = (_current, _changes.Position);
            var leaveOut = attempt >= Attempts;
            try
            {
                return (await read(topic, leaveOut), position);
            }
            catch (Exception exception) when (exception is ArticleGoneException or PageGoneException && attempt < Attempts)
            {
                await _commits.Running;
                if (ReferenceEquals(topic, _current) && exception is ArticleGoneException)
                    attempt = Attempts - 1;
            }
        }
    }

    // What is built once per revision is shared; where its silo's changes stand is not.
    private static TopicHeader Header(TopicHeader header, ChangePosition position) => header with { Position = position };

    private async Task Commit(IReadOnlyList<TopicOperation> operations)
    {
        if (_isBroken)
            throw new InvalidOperationException($"Topic {_key} is being read again after a failed commit; try again.");
        var state = _current.State with { Index = _keeper.WithoutCleared(_current.State.Index) };
        var plan = await TopicPlanner.Plan(state, operations, _time.GetUtcNow(), _pages);
        if (plan is null)
        {
            if (operations.Count > 0)
                ReportRepeat(operations);
            return;
        }

        var next = plan.Next;
        if (!next.IsListed && next.Index.Count > 0)
        {
            await Report(next);
            next = next with { IsListed = true };
        }

        // What the commit before this one left behind goes in the same writes: a clearing of its own would cost a flush.
        _keeper.Clear(_current.State.Index, exception => _logger.ClearingFailed(exception, _key));
        try
        {
            await Task.WhenAll(plan.Pages.Select(page => _pages.Write(page.Page, page.Content)));
            _head.State = next;
            await _head.WriteStateAsync();
        }
        catch (Exception exception)
        {
            // What is stored now is known only by reading it; until then nothing else may build on it.
            _isBroken = true;
            _logger.CommitFailed(exception, _key);
            DeactivateOnIdle();
            throw;
        }

        _current = new(_key, next, _pages);
        if (plan.Repeats)
            ReportRepeat(operations);
        _changes.TopicChanged(_key, operations, plan.ChangesArchives);
        _ticket?.Resize(Weight(next));
        foreach (var (page, content) in plan.Pages)
            _pages.Keep(page, content);
        _keeper.Committed(next.Index);
        ReportLater();
    }

    // What was stored before: by an activation, perhaps, that did not learn so, and told nobody. Once is enough, but for what must
    // not be seen again.
    private void ReportRepeat(IReadOnlyList<TopicOperation> operations)
    {
        if (_isRepeatReported && operations.All(o => o.Kind != TopicOperationKind.Retract))
            return;
        _isRepeatReported = true;
        _changes.TopicChanged(_key, operations, changesArchives: true);
    }

    private Task Expire() =>
        _current.State.Tombstones.Any(t => t.When <= _time.GetUtcNow() - TopicLimits.Memory) ? _commits.Commit([]) : Task.CompletedTask;

    /// <summary>About how many bytes the head takes in memory.</summary>
    private static int Weight(TopicState state) =>
        (512 * (state.Index.Tail.Length + state.ChangedPaged.Length + state.Tombstones.Length)) + (32 * (state.Removals.Length + state.Versions.Length));

    private void ReportLater()
    {
        if (_isReportDue)
            return;
        _isReportDue = true;
        _reportTimer?.Change(ReportDelay, Timeout.InfiniteTimeSpan);
    }

    private async Task ReportCount()
    {
        _isReportDue = false;
        try
        {
            await Report(_current.State);
        }
        catch (Exception exception)
        {
            _logger.ReportFailed(exception, _key);
            ReportLater();
        }
    }

    private Task Report(TopicState state)
    {
        var slash = _key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? Task.CompletedTask : GrainFactory.GetGrain<IDirectoryGrain>(_key[..slash]).Report([new()
        {
            Name = _key[(slash + 1)..],
            DisplayName = state.DisplayName,
            Count = state.Index.Count,
            LastModified = state.LastModified,
        }]);
    }
}
