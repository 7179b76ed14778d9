using Gateway.Contracts.Articles;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Publishing;
using Gateway.Grains.Addresses;
using Gateway.Grains.Hosting;
using Gateway.Grains.Signals;
using Gateway.Grains.Silos;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Gateway.Grains.Articles;

/// <summary>
/// One article. Changes come one at a time; reads interleave with them and show what is stored, never what is about to be.
/// </summary>
[OwnerPlacement, GrainType("article")]
internal sealed class ArticleGrain(
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
    private const string StateName = "article";

    // Read and written by hand: a facet would take part in a lifecycle that each activation of each article goes through.
    private readonly GrainState<ArticleState> _row = new(ArticleState.None);
    private ArticleState _current = ArticleState.None;
    private ActivationBudget.Ticket? _ticket;
    private bool _isReleased;
    private bool _isLost;
    private bool _isReported;

    private string Slug => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await storage.ReadStateAsync(StateName, this.GetGrainId(), _row);
        Show(_row.State ?? ArticleState.None);
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
            return Again();

        // The intake lets one change of an article follow another only when the topics have stored the first.
        var before = (await Whole()).Settled();
        if (ArticlePolicy.Judge(before, change) is { } outcome)
            return Verdict(before, outcome);

        if (change.Kind == ChangeKind.Retract)
        {
            await Store(ArticlePolicy.Retract(before, sequence, change, time.GetUtcNow()));
            return Verdict();
        }

        var wanted = change.Facts ?? facts.Read(change.Record);
        var id = before.Id;
        if (!before.Exists)
        {
            id = wanted.Url ?? ids.NewId();
            if (wanted.Url is { } url && !string.Equals(await addresses.Reserve(url, Slug), Slug, StringComparison.Ordinal))
                return Verdict(before, ArticlePolicy.RefuseAddress(before, change));
        }
        else if (wanted.Url is { } url && await addresses.Holder(url) is { } holder && !string.Equals(holder, Slug, StringComparison.Ordinal))
        {
            return Verdict(before, ArticlePolicy.RefuseAddress(before, change));
        }

        await Store(ArticlePolicy.Put(before, sequence, change, id, wanted, time.GetUtcNow()));
        return Verdict();
    }

    public async Task<ArticleVerdict> Resume(long sequence)
    {
        ThrowIfLost();
        if (sequence <= _current.Sequence)
            return Again();
        await Store(ArticlePolicy.GiveUp((await Whole()).Settled(), sequence, Slug));
        return Verdict();
    }

    public async Task Settle(long sequence)
    {
        ThrowIfLost();
        if (sequence != _current.Sequence || _current.Previous is null)
            return;
        if (_current.IsLive)
            Show(_current.Settled());
        else
            await Store(_current.Settled());
    }

    public Task<ChangePosition?> Absent()
    {
        _ticket?.Touch();
        return Task.FromResult<ChangePosition?>(_current.Exists ? null : changes.Position);
    }

    public Task<ArticleHeader?> Describe()
    {
        _ticket?.Touch();
        return Task.FromResult(Header());
    }

    public async Task<ArticleContent?> ReadRevision(long revision)
    {
        _ticket?.Touch();
        return Shows(_current, revision) ? Content(await Whole(), revision) : null;
    }

    public async Task<ArticleRepresentation?> Represent(ArticleFormat format)
    {
        _ticket?.Touch();
        while (Header() is { } header)
        {
            if (header.IsRetracted)
                return new ArticleRepresentation { Header = header };

            var state = _current;
            if (Content(await Whole(), state.Revision) is { } content)
            {
                var rendered = await renderer.Render(content, state.Version, format);
                return new ArticleRepresentation { Header = header, Card = rendered.Card, Body = rendered.Body };
            }

            // Two changes went by while the record was read.
            if (ReferenceEquals(state, _current))
                throw new InvalidOperationException($"The record of {Slug} is not where its state was.");
        }

        return null;
    }

    private static bool Shows(ArticleState state, long revision) => state.IsLive && state.Revision == revision || state.Previous?.Revision == revision;

    private static ArticleContent? Content(ArticleState state, long revision)
    {
        if (state.IsLive && state.Revision == revision)
            return Content(state, revision, state.Updated, state.Record);
        if (state.Previous is { } previous && previous.Revision == revision)
            return Content(state, revision, previous.Updated, previous.Record);
        return null;
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
        Position = changes.Position,
    };

    /// <summary>What was decided about the change applied last.</summary>
    private ArticleVerdict Verdict() => Verdict(_current, _current.Outcome ?? new ChangeOutcome { Slug = Slug, Status = 404 });

    private ArticleVerdict Verdict(ArticleState state, ChangeOutcome outcome) => new()
    {
        Sequence = state.Sequence,
        Outcome = outcome,
        Owed = state.Owed,
        IsReplacing = state.Previous is not null,
        Reported = changes.OfArticle(Slug),
    };

    private async Task Store(ArticleState next)
    {
        _row.State = next;
        try
        {
            await storage.WriteStateAsync(StateName, this.GetGrainId(), _row);
        }
        catch (Exception error)
        {
            // Whether it is stored is unknown: the next activation reads what is.
            Log.WriteFailed(logger, error, Slug);
            _isLost = true;
            DeactivateOnIdle();
            throw;
        }

        // Who publishes a thousand articles does not read them: their records would only crowd out what is read.
        Show(next.Released());
        _isReleased = true;
        Report();
    }

    // A change that is stored: by an activation, perhaps, that did not learn so, and told nobody.
    private ArticleVerdict Again()
    {
        if (!_isReported)
            Report();
        return Verdict();
    }

    private void Report()
    {
        changes.ArticleChanged(Slug, isRetracted: !_current.IsLive);
        _isReported = true;
    }

    /// <summary>The state with its records: as shown, or newer by a change that is being stored meanwhile.</summary>
    private async ValueTask<ArticleState> Whole()
    {
        if (!_isReleased || !_current.HasRecord)
            return _current;

        var row = new GrainState<ArticleState>(ArticleState.None);
        await storage.ReadStateAsync(StateName, this.GetGrainId(), row);
        if (row.State is not { } stored || stored.Sequence < _current.Sequence)
            throw new InvalidOperationException($"The record of {Slug} is gone from the storage.");

        if (stored.Sequence > _current.Sequence)
            return stored;

        if (_isReleased)
        {
            Show(_current with { Record = stored.Record, Previous = _current.Previous is null ? null : stored.Previous });
            _isReleased = false;
        }

        return _current;
    }

    private void Show(ArticleState state)
    {
        _current = state;
        // What is settled need not stay in memory for the sake of the row.
        _row.State = state;
        var weight = state.Record.Length + (state.Previous?.Record.Length ?? 0) + (256 * state.Memberships.Length) + (64 * state.Owed.Length);
        if (_ticket is null)
            _ticket = budget.Enter(this.GetGrainId(), GrainContext.Depart, weight);
        else
            _ticket.Resize(weight);
    }

    private void ThrowIfLost()
    {
        if (_isLost)
            throw new InvalidOperationException("The article is read again: it is unknown what is stored.");
    }
}
