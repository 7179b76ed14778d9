using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Publishing;
using Gateway.Grains.Addresses;
using Gateway.Grains.Hosting;
using Gateway.Grains.Signals;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Gateway.Grains.Articles;

/// <summary>
/// One article. Changes come one at a time; reads interleave with them and show what is stored, never what is about to be.
/// </summary>
internal sealed class ArticleGrain(
    [PersistentState("article")] IPersistentState<ArticleState> row,
    IGrainStorage storage,
    AddressBook addresses,
    ArticleFactsReader facts,
    ArticleRenderer renderer,
    IdSource ids,
    ActivationBudget budget,
    ChangeJournal changes,
    TimeProvider time,
    ILogger<ArticleGrain> logger) : Grain, IArticleGrain
{
    private const string SettledName = "settled";

    private static readonly DeactivationReason OverBudget = new(DeactivationReasonCode.HighMemoryPressure, "The budget for activated articles is spent.");

    // Read and written by hand: most activations are of articles that are new, and need not look for it.
    private readonly GrainState<SettledState> _settled = new(new SettledState());
    private ArticleState _current = new();
    private ActivationBudget.Ticket? _ticket;
    private bool _isLost;

    private string Slug => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (row.RecordExists)
            await storage.ReadStateAsync(SettledName, this.GetGrainId(), _settled);
        Show(row.RecordExists && _settled.State?.Sequence >= row.State.Sequence ? row.State.Settled() : row.State);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ticket?.Leave();
        return Task.CompletedTask;
    }

    public async Task<ArticleVerdict> Apply(long sequence, ArticleChange change)
    {
        ThrowIfLost();
        _ticket?.Touch();
        if (sequence <= _current.Sequence)
            return Verdict(_current.Outcome ?? throw new InvalidOperationException("An applied change has an outcome."));

        if (ArticlePolicy.Judge(_current, change) is { } outcome)
            return Verdict(outcome with { ChangedTopics = outcome.Error is null ? OwedKeys() : [] });

        if (change.Kind == ChangeKind.Retract)
        {
            await Store(ArticlePolicy.Retract(_current, sequence, change, time.GetUtcNow()));
            return await Owed();
        }

        var wanted = facts.Read(change.Record);
        var id = _current.Id;
        if (!_current.Exists)
        {
            id = wanted.Url ?? ids.NewId();
            if (wanted.Url is { } url && !string.Equals(await addresses.Reserve(url, Slug), Slug, StringComparison.Ordinal))
                return Verdict(ArticlePolicy.RefuseAddress(_current, change));
        }

        await Store(ArticlePolicy.Put(_current, sequence, change, id, wanted, time.GetUtcNow()));
        return await Owed();
    }

    public Task<ArticleVerdict> Owed()
    {
        ThrowIfLost();
        return Task.FromResult(Verdict(_current.Outcome ?? new ChangeOutcome { Slug = Slug, Status = 404 }));
    }

    public async Task Settle(long sequence)
    {
        ThrowIfLost();
        if (sequence != _current.Sequence || _current.Owed.IsEmpty)
            return;

        _settled.State = new SettledState { Sequence = sequence };
        await Write(() => storage.WriteStateAsync(SettledName, this.GetGrainId(), _settled));
        Show(_current.Settled());
    }

    public Task<ArticleHeader?> Describe()
    {
        _ticket?.Touch();
        return Task.FromResult(Header());
    }

    public Task<ArticleContent?> ReadRevision(long revision)
    {
        _ticket?.Touch();
        var state = _current;
        if (state.IsLive && state.Revision == revision)
            return Task.FromResult<ArticleContent?>(Content(state, revision, state.Updated, state.Record));
        if (state.Previous is { } previous && previous.Revision == revision)
            return Task.FromResult<ArticleContent?>(Content(state, revision, previous.Updated, previous.Record));
        return Task.FromResult<ArticleContent?>(null);
    }

    public async Task<ArticleRepresentation?> Represent(ArticleFormat format)
    {
        _ticket?.Touch();
        var state = _current;
        if (Header() is not { } header)
            return null;
        if (header.IsRetracted)
            return new ArticleRepresentation { Header = header };

        var rendered = await renderer.Render(Content(state, state.Revision, state.Updated, state.Record), state.Version, format);
        return new ArticleRepresentation { Header = header, Card = rendered.Card, Body = rendered.Body };
    }

    private static ArticleContent Content(ArticleState state, long revision, DateTimeOffset updated, ReadOnlyMemory<byte> record) => new()
    {
        Slug = state.Outcome?.Slug ?? "",
        Revision = revision,
        Id = state.Id,
        Published = state.Published,
        Updated = updated,
        Record = record,
    };

    private ArticleHeader? Header() => !_current.Exists ? null : new ArticleHeader
    {
        Slug = Slug,
        IsRetracted = !_current.IsLive,
        Revision = _current.Revision,
        Version = _current.Version,
        LastModified = _current.LastModified,
        Id = _current.Id,
        Published = _current.Published,
        Updated = _current.Updated,
        Publisher = _current.Publisher,
        Topics = _current.Memberships,
    };

    private ArticleVerdict Verdict(ChangeOutcome outcome) => new() { Sequence = _current.Sequence, Outcome = outcome, Owed = _current.Owed };

    private ImmutableArray<string> OwedKeys() => [.. _current.Owed.Select(operation => operation.Topic.Key)];

    private async Task Store(ArticleState next)
    {
        row.State = next;
        await Write(() => row.WriteStateAsync());
        Show(next);
        changes.ArticleChanged(Slug, isRetracted: !next.IsLive);
    }

    private async Task Write(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception error)
        {
            // Whether it is stored is unknown: the next activation reads what is.
            Log.WriteFailed(logger, error, Slug);
            _isLost = true;
            DeactivateOnIdle();
            throw;
        }
    }

    private void Show(ArticleState state)
    {
        _current = state;
        // What is settled need not stay in memory for the sake of the row.
        row.State = state;
        var weight = state.Record.Length + (state.Previous?.Record.Length ?? 0) + 256 * (state.Memberships.Length + state.Owed.Length);
        if (_ticket is null)
            _ticket = budget.Enter(() => GrainContext.Deactivate(OverBudget), weight);
        else
            _ticket.Resize(weight);
    }

    private void ThrowIfLost()
    {
        if (_isLost)
            throw new InvalidOperationException("The article is read again: it is unknown what is stored.");
    }
}
