using System.Collections.Immutable;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Directory;
using Gateway.Grains.Index;
using Gateway.Grains.Rendering;
using Gateway.Grains.Signals;
using Gateway.Grains.Silos;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Gateway.Grains.Directory;

/// <summary>The names of one kind of topics. What it shows moves only when a commit has succeeded.</summary>
[OwnerPlacement, GrainType("directory")]
internal sealed class DirectoryGrain : Grain, IDirectoryGrain, IGrainMigrationParticipant
{
    private const int Batch = 1_000;
    private const int Attempts = 4;

    private readonly IPersistentState<DirectoryState> _head;
    private readonly StoredPages<string, DirectoryEntry> _pages;
    private readonly PageKeeper<string, DirectoryEntry> _keeper;
    private readonly CommitQueue<DirectoryEntry> _commits;
    private readonly ChangeJournal _changes;
    private readonly TimeProvider _time;
    private readonly ILogger<DirectoryGrain> _logger;
    private readonly string _key;
    private DirectoryState _current = new();
    private bool _isBroken;
    private bool _isMoved;

    public DirectoryGrain(
        [PersistentState("directory")] IPersistentState<DirectoryState> head,
        IGrainStorage storage,
        PageCache cache,
        ChangeJournal changes,
        TimeProvider time,
        ILogger<DirectoryGrain> logger)
    {
        _head = head;
        _pages = new(storage, this.GetGrainId(), cache);
        _keeper = new(_pages);
        _commits = new(Commit, Batch);
        _changes = changes;
        _time = time;
        _logger = logger;
        _key = this.GetPrimaryKeyString();
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
            _head.State = _head.State with { Index = recovered };
            await _head.WriteStateAsync(cancellationToken);
        }

        _current = _head.State;
        ClearSuperseded();
    }

    /// <inheritdoc />
    public Task Report(ImmutableArray<DirectoryEntry> entries) => _commits.Commit(entries);

    /// <inheritdoc />
    public async Task<DirectoryListing> List(string? after, int count)
    {
        count = Math.Clamp(count, 1, 10_000);
        for (var attempt = 1; ; attempt++)
        {
            var (state, position) = (_current, _changes.Position);
            try
            {
                return await List(state, after, count) with { Position = position };
            }
            catch (PageGoneException) when (attempt < Attempts)
            {
                await _commits.Running;
            }
        }
    }

    /// <inheritdoc />
    public Task<DirectoryListing> Largest(int count) => Task.FromResult(new DirectoryListing
    {
        Entries = [.. _current.Largest.Take(Math.Clamp(count, 1, 200))],
        Version = VersionText.Of(_current.Revision, _current.Digest),
        LastModified = _current.LastModified,
        Position = _changes.Position,
    });

    private async Task<DirectoryListing> List(DirectoryState state, string? after, int count)
    {
        var index = new IndexReader<string, DirectoryEntry>(state.Index, ByName.Instance, _pages);
        var rank = after is null ? 0 : await index.RankOf(after);
        var found = ImmutableArray.CreateBuilder<DirectoryEntry>();
        // One more than wanted tells whether there is more.
        while (found.Count <= count && rank < state.Index.Count)
        {
            var some = await index.Range(rank, Math.Min(count + 1, 1_000));
            rank += some.Length;
            found.AddRange(some.Where(e => e.Count > 0 && !string.Equals(e.Name, after, StringComparison.Ordinal)));
        }

        var isMore = found.Count > count;
        found.Count = Math.Min(found.Count, count);
        return new()
        {
            Entries = found.ToImmutable(),
            Version = VersionText.Of(state.Revision, state.Digest),
            LastModified = state.LastModified,
            Next = isMore ? found[^1].Name : null,
        };
    }

    private async Task Commit(IReadOnlyList<DirectoryEntry> reports)
    {
        if (_isBroken)
            throw new InvalidOperationException($"Directory {_key} is being read again after a failed commit; try again.");
        var state = _current with { Index = _keeper.WithoutCleared(_current.Index) };
        if (await DirectoryPlan.Of(state, reports, _time.GetUtcNow(), _pages) is not { } plan)
            return;
        // What the commit before this one left behind goes in the same writes: a clearing of its own would cost a flush.
        ClearSuperseded();
        try
        {
            await Task.WhenAll(plan.Pages.Select(page => _pages.Write(page.Page, page.Content)));
            _head.State = plan.Next;
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

        _current = plan.Next;
        if (plan.IsShown)
            _changes.Report(ChangeKey.Directory);
        foreach (var (page, content) in plan.Pages)
            _pages.Keep(page, content);
        _keeper.Committed(_current.Index);
    }

    private void ClearSuperseded() => _keeper.Clear(_current.Index, exception => _logger.ClearingFailed(exception, _key));
}
