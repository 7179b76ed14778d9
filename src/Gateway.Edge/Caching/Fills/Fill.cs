using System.Collections.Immutable;
using System.Threading.Channels;
using Gateway.Edge.Caching.Changes;
using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Observing;
using Gateway.Edge.Forwarding;
using Gateway.Edge.Interim;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Ranges;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Gateway.HttpCaching.Storing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Fills;

/// <summary>
/// One exchange with the origin, detached from the client that caused it: it asks, judges the answer, lets those who wait
/// read it as it arrives, and stores it.
/// </summary>
internal sealed class Fill
{
    // An origin that sends more of them is not worth listening to.
    private const int MostInterim = 16;

    private readonly FillServices _services;
    private readonly FillRequest _request;
    private readonly FillBody _body;
    private readonly FillMark _mark = new();
    private readonly TaskCompletionSource<FillOutcome> _head = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<InterimResponse> _interim = Channel.CreateBounded<InterimResponse>(new BoundedChannelOptions(MostInterim) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly long _began;
    private FillFeatures? _features;
    private HttpContext? _context;
    private IHeaderDictionary _sent = new HeaderDictionary();
    private DateTimeOffset _requested;
    private FillOutcome.Arriving? _arriving;
    private OriginMarks? _marks;
    private StringValues _variantTags;
    private ReuseDecision _decision;
    private bool _again;
    private bool _completes;
    private int _asked;
    private StoredBodyWriter? _rest;
    private long _restTaken;
    private StoredFacts? _part;
    private ResponseFacts? _restFacts;
    private ImmutableArray<KeyValuePair<string, StringValues>> _restFields = [];
    private bool _abandoned;

    public Fill(FillServices services, FillRequest request, bool hasReader)
    {
        (_services, _request, _decision) = (services, request, request.Decision);
        _began = services.Changes.Now;
        var options = services.Options;
        _body = new FillBody(services.Budget, services.Lingering, options.LargestAnswer, options.Window, options.SlowReaderPatience, services.Time) { Deserted = Abandon };
        First = hasReader ? _body.TryRead() : null;
        Audience = new FillAudience(services.Deserted, services.Time, hasReader ? 1 : 0, () => First is not null && (!_head.Task.IsCompleted || _body.IsArriving), () =>
        {
            Retire?.Invoke();
            Abandon();
        });
    }

    /// <summary>The reader of whoever caused it; null where nobody waits.</summary>
    public FillReader? First { get; }

    public FillRequest Request => _request;

    /// <summary>Who wants it in person; what nobody caused in person is wanted whoever comes or goes.</summary>
    public FillAudience Audience { get; }

    /// <summary>What became of it, once the head is there.</summary>
    public Task<FillOutcome> Head => _head.Task;

    /// <summary>Interim responses (RFC 9110 §15.2) that came before the head; complete with it.</summary>
    public ChannelReader<InterimResponse> Interim => _interim.Reader;

    /// <summary>When nothing more comes of it, stored or not. Never fails.</summary>
    public Task Done => _done.Task;

    /// <summary>Takes it from where others would join it.</summary>
    public Action? Retire { get; set; }

    /// <summary>When it began, by the count of changes.</summary>
    public long Began => _began;

    /// <summary>The counters of its route; once the head is there, for then the route is known.</summary>
    public RouteCounters Counters => _services.Metrics.Of(_mark.Route?.RouteId);

    /// <summary>Whether it asks the gateway's own origin, as far as is known: its route is, once it was forwarded.</summary>
    public bool IsOfOwnOrigin => OriginProxyConfigProvider.IsOrigin(_mark.Route?.ClusterId);

    /// <summary>
    /// Whether something has changed since it began that its answer may show and may not show as it is now. Before that
    /// answer is there nobody knows what it shows, beside what has its address: anything that changed at the gateway's origin
    /// then, if that is asked.
    /// </summary>
    public bool IsOvertaken
    {
        get
        {
            var changes = _services.Changes;
            if (_began == changes.Now)
                return false;
            if (Volatile.Read(ref _marks) is { } marks)
                return changes.Verdict(_request.Key, marks) != ChangeVerdict.Current;

            var route = _mark.Route;
            return changes.HasChanged(_request.Key, _began) || route is null || OriginProxyConfigProvider.IsOrigin(route.ClusterId);
        }
    }

    /// <summary>A reader from the start; null where that is gone.</summary>
    public FillReader? TryRead() => _body.TryRead();

    /// <summary>Ends it where nothing is kept of it and nobody reads.</summary>
    public void Abandon()
    {
        Volatile.Write(ref _abandoned, true);
        _features?.Abort();
    }

    /// <summary>Ends it before it was run: what it would ask for is stored.</summary>
    public void Withdraw()
    {
        Settle(new FillOutcome.Withdrawn());
        _done.TrySetResult();
    }

    /// <summary>Runs it to its end. Never fails.</summary>
    public async Task RunAsync()
    {
        try
        {
            do
            {
                _again = false;
                await AskAsync();
            }
            while (_again && !Volatile.Read(ref _abandoned));
        }
#pragma warning disable CA1031 // Whatever went wrong is told to those who wait, as an answer that broke off.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!Volatile.Read(ref _abandoned) && e is not OperationCanceledException && _services.Telling.IsDue(out var times))
                Log.FillFailed(_services.Logger, _request.Key.Address.Target, times, e);
            _body.End(broken: true);
        }
        finally
        {
            _body.End(broken: true);
            _body.Dispose();
            GiveRest();
            _interim.Writer.TryComplete();
            if (!_head.Task.IsCompleted)
                Settle(new FillOutcome.Failed());
            Audience.End();
            _done.TrySetResult();
        }
    }

    private async Task AskAsync()
    {
        _sent = ForwardedFields.Copy(_request.Headers);
        _sent.ContentLength = null;
        Prepare();
        using var features = new FillFeatures(OnHead, WriteAsync) { CanHaveBody = false };
        _context = FillContext.Create(_request, _mark, _sent, features, _services.Scopes);
        Volatile.Write(ref _features, features);
        if (Volatile.Read(ref _abandoned))
            return;

        _requested = _services.Time.GetUtcNow();
        InterimListener.Current = First is null ? null : i => _interim.Writer.TryWrite(i);
        await _services.Pipeline(_context);
        await features.CompleteAsync();
        if (_rest is not null)
            Joined(endedCleanly: !features.IsAborted);
        else if (_arriving is { } arriving && !_again)
            Complete(arriving, endedCleanly: !features.IsAborted);
    }

    private void Prepare()
    {
        var entry = _request.Entry;
        RevalidationRequest.Prepare(_decision, entry?.Facts, _sent);
        _variantTags = _decision.SendVariantTags
            ? RevalidationRequest.VariantTags(_services.Store.Peek(_request.Key), _services.Rules)
            : default;
        if (_variantTags.Count > 0)
            _sent.IfNoneMatch = _variantTags;
        _completes = _asked++ == 0 && _decision.MayStore && _decision.Reason == ForwardReason.Partial && _request.Facts is { Method: RequestMethod.Get } && !_request.Facts.Has(RequestTraits.Range);
        // Not of what would not be stored: it would be asked for again each time.
        if (_completes && entry is not null && entry.Facts.Part?.CompleteLength <= _services.Options.LargestAnswer && PartialReuse.Completion(entry.Facts) is { } rest)
            (_sent.Range, _sent.IfRange) = (rest.Range, rest.IfRange);
        else
            _completes = false;
        // A manipulation that starts from what the cache has (RFC 3229 §10.5.2) is none that the client can undo.
        if (_sent.IfNoneMatch.Count > 0)
            _sent.Remove("A-IM");
    }

    // Says whether the content is wanted.
    private bool OnHead(FillFeatures features)
    {
        var status = features.StatusCode;
        var now = _services.Time.GetUtcNow();
        Counters.Fills.Increment();
        var failure = FillContext.FailureOf(_context!, status); // Set before it was run.
        var entry = _request.Entry;
        if (failure != OriginFailure.None && entry is not null)
        {
            entry.Fail(failure, now + _services.Options.FailureMemory);
            if (ReusePolicy.MayServeAfter(failure, _request.Facts, entry.Facts, now))
            {
                // Nobody reads what it says of its failure; while it came, it would not be asked again.
                Retire?.Invoke();
                Settle(new FillOutcome.Stored(entry, failure == OriginFailure.Status ? status : null));
                if (failure == OriginFailure.Status)
                    Abandon();
                return false;
            }
        }

        _marks = OriginMarks.Read(features.Headers, _services.Changes, _began);
        OriginMarks.Remove(features.Headers);
        var affinity = AffinityFields.Take(_context!, features.Headers); // As above.
        var facts = ResponseFacts.Read(status, features.Headers, _requested, now, _services.Rules);
        var validates = _decision.Kind == ReuseKind.Revalidate || _decision.RevalidateBehind;
        if (status == StatusCodes.Status304NotModified && ((validates && entry is not null) || _variantTags.Count > 0))
        {
            if (_services.Keeper.Confirm(_request, facts, _marks, validates ? entry : null, out var isPersonal) is { } confirmed)
            {
                Counters.Revalidated.Increment();
                if (confirmed.ChangedTicks == 0 && !IsReusable(confirmed.Facts, now))
                    _services.Uncacheable.Remember(_request.Key);
                return Settle(new FillOutcome.Stored(confirmed, status) { IsPersonal = isPersonal });
            }

            _decision = _decision.Unconditionally();
            _again = true;
            return false;
        }

        if (_completes && status is (StatusCodes.Status206PartialContent or StatusCodes.Status416RangeNotSatisfiable))
            return Join(facts);
        if (_request.Facts.Method == RequestMethod.Head)
            _services.Keeper.UpdateByHead(_request, facts, _marks);
        return Arrive(features, facts, failure, affinity);
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (_rest is null)
            return _body.WriteAsync(bytes, cancellation);
        if (_rest.Written + bytes.Length > _services.Options.LargestAnswer)
            throw new InvalidDataException("More came than was asked for.");
        if (!_services.Budget.TryTake(bytes.Length))
            throw new InvalidDataException("There is no memory left for what arrives.");
        _restTaken += bytes.Length;
        _rest.Write(bytes.Span);
        return default;
    }

    // The rest of a stored part (RFC 9111 §3.4): with it the client gets the whole, and so do others. A rest that does not fit, or
    // is not for all of them, is not shown to anyone.
    private bool Join(ResponseFacts rest)
    {
        var entry = _request.Entry!.Facts; // A part is completed, so it is there.
        _part = rest.Vary.IsAny ? null : StoredFacts.Create(rest, VaryKey.Create(rest.Vary, _request.Headers), _sent.Range);
        if (_part is not null && Judge(rest) == StorageVerdict.Store && PartCombination.Of(entry, _part) is { Combined.Part: null })
        {
            (_rest, _restFacts, _restFields) = (new StoredBodyWriter(_part.Part?.Length ?? -1), rest, StorableFields.Select(rest));
            return true;
        }

        (_decision, _again) = (_decision.Unconditionally(), true);
        return false;
    }

    private void Joined(bool endedCleanly)
    {
        var body = _rest!.Complete(); // Begun with the head.
        _rest = null;
        GiveRest();
        var whole = endedCleanly && body.Length == _part!.Part!.Value.Length // What is joined is a part.
            ? _services.Keeper.Store(_request, Counters, _part, _restFields, _marks!, body, _restFacts!, isRest: true) // Read with the head.
            : null;
        if (whole is { Facts.Part: null })
            Settle(new FillOutcome.Stored(whole, StatusCodes.Status206PartialContent));
        else
            (_decision, _again) = (_decision.Unconditionally(), true);
    }

    private void GiveRest()
    {
        _services.Budget.Give(_restTaken);
        _restTaken = 0;
    }

    private StorageVerdict Judge(ResponseFacts facts) => StoragePolicy.Decide(RequestFacts.Read(_request.Method, _sent, _services.Rules), _request.Key.Address, facts, _services.Rules);

    private bool Arrive(FillFeatures features, ResponseFacts facts, OriginFailure failure, AffinityFields affinity)
    {
        var status = features.StatusCode;
        var verdict = !_decision.MayStore || failure == OriginFailure.Unreachable ? StorageVerdict.RequestNoStore : Judge(facts);
        var stores = verdict == StorageVerdict.Store && !(features.Headers.ContentLength > Math.Min(_services.Options.LargestAnswer, _services.Store.LargestEntry));
        if (stores)
            _body.Keep();
        else if (!_body.Pass())
            Abandon();

        var variant = facts.Vary.IsAny ? null : StoredFacts.Create(facts, VaryKey.Create(facts.Vary, _request.Headers), _sent.Range);
        var isShared = stores && status != StatusCodes.Status206PartialContent && variant is not null && IsReusable(variant, _services.Time.GetUtcNow());
        ImmutableArray<KeyValuePair<string, StringValues>> shared = stores ? StorableFields.Select(facts) : [];
        affinity.PutBack(features.Headers);
        _arriving = new FillOutcome.Arriving(status, [.. features.Headers], facts, variant)
        {
            IsShared = isShared,
            SharedFields = shared,
            VariesByCoding = stores && variant is not null && Encodable.Is(variant, shared, features.Headers.ContentLength),
            IsUnreachable = failure == OriginFailure.Unreachable,
            ContentLength = features.Headers.ContentLength,
            HasContent = _request.Facts.Method != RequestMethod.Head && status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified or StatusCodes.Status205ResetContent),
            Trailers = features.Trailers,
        };
        // Of the next request, where it is this one that forbids it or has brought a status of its own, nobody knows.
        var isOfTheRequest = verdict is StorageVerdict.Method or StorageVerdict.RequestContent or StorageVerdict.RequestNoStore or StorageVerdict.Authorization
            || status is StatusCodes.Status206PartialContent or StatusCodes.Status304NotModified or StatusCodes.Status412PreconditionFailed or StatusCodes.Status416RangeNotSatisfiable;
        if (!isShared && _decision.MayStore && failure == OriginFailure.None && !isOfTheRequest)
            _services.Uncacheable.Remember(_request.Key);
        return Settle(_arriving);
    }

    // Whether anybody may have it but who asked for it (RFC 9111 §4).
    private static bool IsReusable(StoredFacts facts, DateTimeOffset now) => !facts.MustValidate && facts.Remaining(now) > -facts.Stale.WhileRevalidate;

    private bool Settle(FillOutcome outcome)
    {
        // Gone from the table before anyone who waited learns that it is of no use to them.
        if (outcome is not (FillOutcome.Stored { IsPersonal: false } or FillOutcome.Arriving { IsShared: true }))
            Retire?.Invoke();
        _interim.Writer.TryComplete();
        _head.TrySetResult(outcome);
        return outcome is FillOutcome.Arriving;
    }

    private void Complete(FillOutcome.Arriving arriving, bool endedCleanly)
    {
        var whole = endedCleanly && (arriving.ContentLength is not { } length || length == _body.Written || !arriving.HasContent);
        // Stored before the readers see the end: whoever asks again after its answer finds it.
        if (_body.Keeps && arriving.Variant is { } facts && ReceivedContent.Judge(facts, _body.Written, arriving.HasContent ? arriving.ContentLength : null, endedCleanly) is { } kept
            && _body.Take(arriving.ContentLength) is { } body)
        {
            _services.Keeper.Store(_request, Counters, kept, arriving.SharedFields, _marks!, body, arriving.Facts, isRest: arriving.Facts.Range is not null && _sent.IfRange.Count > 0); // Read with the head.
            if (whole && arriving.IsShared)
                _services.Uncacheable.Forget(_request.Key);
        }

        // Before them, too: a refresh that the next of them causes would join this, and ask nothing.
        Retire?.Invoke();
        _body.End(broken: !whole);
    }
}
