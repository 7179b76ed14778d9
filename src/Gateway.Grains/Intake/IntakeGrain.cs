using System.Collections.Immutable;
using System.Globalization;
using Gateway.Contracts.Publishing;
using Gateway.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Gateway.Grains.Intake;

/// <summary>See ARCHITECTURE.md, "Publish". Never collected: a partition with nothing to do holds next to nothing.</summary>
[Reentrant, KeepAlive, Silos.OwnerPlacement, GrainType("intake")]
internal sealed class IntakeGrain : Grain, IIntakeGrain, IIntakeInspection, IRemindable
{
    private const string ReminderName = "resume";

    private readonly Journal _journal;
    private readonly Lanes _lanes = new();
    private readonly Way[] _ways;
    private readonly RetryQueue _retries;
    private readonly Carrier _carrier;
    private readonly IntakeOptions _options;
    private readonly TimeProvider _time;
    private readonly GrainsMeter _meter;
    private readonly ILogger _logger;

    private int _unfinished;
    private int _running;
    private bool _isRetrying;
    private Task _retrying = Task.CompletedTask;
    private bool _isTidying;
    private bool _isHurried;
    private bool _isClosed;
    private bool _isLost;
    private DateTimeOffset _lastActivity;
    private Alarm? _alarm;
    private TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IntakeGrain(
        [PersistentState("journal-0")] IPersistentState<JournalState> first,
        [PersistentState("journal-1")] IPersistentState<JournalState> second,
        [PersistentState("journal-2")] IPersistentState<JournalState> third,
        [PersistentState("journal-3")] IPersistentState<JournalState> fourth,
        IOptions<IntakeOptions> options,
        TimeProvider time,
        GrainsMeter meter,
        ILogger<IntakeGrain> logger)
    {
        _journal = new Journal(new(first, Track.Bulk), new(second, Track.Bulk), new(third, Track.Prompt), new(fourth, Track.Prompt));
        (_options, _time, _meter, _logger) = (options.Value, time, meter, logger);
        _ways = [Way(Track.Bulk, _options.QueueBytes), Way(Track.Prompt, _options.PromptBytes)];
        _retries = new RetryQueue(_options);
        _carrier = new Carrier(GrainFactory, _options, time, meter, logger, Finish, Postpone);

        Way Way(Track track, long bytes) => new(track, new Company(_options, time), new Room(bytes, _options.QueueWaiters, _options.QueueTimeout, time));
    }

    private long Partition => this.GetPrimaryKeyLong();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var found = await _journal.Recover();
        _alarm = new Alarm(OnAlarm, _time);
        _lastActivity = _time.GetUtcNow();
        if (found.Count > 0)
            Log.Recovering(_logger, Partition, found.Count);
        foreach (var change in found)
        {
            if (_lanes.Add(change))
                _retries.Add(change, _lastActivity);
        }

        Arm();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isClosed = true;
        _alarm?.Dispose();
        TurnAwayAll();
        try
        {
            await Task.WhenAll([_retrying, _journal.Work]).WaitAsync(cancellationToken);
            if (!_isLost)
                await Tidy().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What is not finished is written down; the next activation carries it on.
        }

        // Here there is no next start, and the reminder may be a while: the next activation is called for at once.
        if (_isLost)
            this.AsReference<IIntakeGrain>().Resume().Ignore();
    }

    public async Task<ImmutableArray<ChangeOutcome>> Submit(ImmutableArray<ArticleChange> changes)
    {
        foreach (var change in changes)
            CheckPartition(change.Slug);

        var way = _ways[changes.Length <= _options.PromptChanges ? (int)Track.Prompt : (int)Track.Bulk];
        var bytes = changes.Sum(change => (long)PendingChange.Weigh(change));
        if (ReasonToRefuse() is { } reason || (reason = await Enter(way.Room, bytes)) is not null)
            return [.. changes.Select(change => PendingChange.Unavailable(change.Slug, reason))];

        try
        {
            var pending = changes.Select(change => new PendingChange(change, way.Track) { Since = _time.GetUtcNow() }).ToArray();
            foreach (var change in pending)
            {
                if (_lanes.IsStuck(change.Slug))
                    change.AnswerUnavailable("An earlier change of this article is not finished yet.");
                else
                    _lanes.Add(change);
            }

            Pump();
            return [.. await Task.WhenAll(pending.Select(change => change.Answered))];
        }
        finally
        {
            way.Room.Leave(bytes);
        }
    }

    public async Task Resume()
    {
        try
        {
            if (await this.GetReminder(ReminderName) is null)
                await this.RegisterOrUpdateReminder(ReminderName, _options.ReminderPeriod, _options.ReminderPeriod);
        }
        catch (Exception error)
        {
            Log.ReminderFailed(_logger, error, Partition);
        }
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask; // To be active is all it takes.

    public async Task<bool> Quiesce()
    {
        while (!_isLost && !IsQuiet)
        {
            _isHurried = true;
            Arm();
            if (_quiet.Task.IsCompleted)
                _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _quiet.Task;
        }

        return !_isLost;
    }

    private bool IsQuiet => _lanes.IsEmpty && _running == 0 && !_isRetrying && !_isTidying && _journal.IsQuiet;

    private void CheckPartition(string slug)
    {
        if (IntakePartition.Of(slug, _options.Partitions) != Partition)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The change is not one of partition {Partition} of {_options.Partitions}."), nameof(slug));
    }

    private string? ReasonToRefuse() =>
        _isLost || _isClosed ? "The gateway is about to carry on elsewhere."
        : _unfinished >= _options.UnfinishedChanges ? "Too many earlier changes are not finished yet."
        : null;

    private async ValueTask<string?> Enter(Room room, long bytes)
    {
        if (!await room.Enter(bytes))
            return "Too many changes are waiting.";
        if (ReasonToRefuse() is not { } reason)
            return null;
        room.Leave(bytes);
        return reason;
    }

    private void Pump()
    {
        foreach (var way in _ways)
            Pump(way);
    }

    private void Pump(Way way)
    {
        var (track, company, _) = way;
        var ready = _lanes.ReadyCount(track);
        company.Arrived(ready);
        if (_isLost || ready == 0 || company.IsGathering || _journal.Free(track) is not { } free)
            return;
        if (_journal.Busy(track) is not { } busy || company.MayGoBeside(ready, busy.Since))
            free.Work = Run(way, free);
        else
            _ = company.Remind(Pump);
    }

    private async Task Run(Way way, JournalSlot slot)
    {
        var (track, company, _) = way;
        slot.IsBusy = true;
        _running++;
        try
        {
            while (!_isLost && _lanes.HasReady(track))
            {
                slot.Since = _time.GetUtcNow();
                await company.Gather(() => _lanes.ReadyCount(track));
                if (_isLost)
                    break;
                var batch = _lanes.Take(track, _options.BatchChanges, _options.BatchBytes);
                var started = _time.GetTimestamp();
                if (await WriteDown(slot, batch))
                    await _carrier.Carry(batch);
                company.Ended(batch.Count, _lanes.ReadyCount(track), _time.GetElapsedTime(started));
                _lastActivity = _time.GetUtcNow();
            }
        }
        catch (Exception error)
        {
            Log.PartitionFailed(_logger, error, Partition);
            slot.AnswerUnavailable("It is unknown whether the change was stored.");
            Lose();
        }
        finally
        {
            slot.IsBusy = false;
            _running--;
            Pump();
            Arm();
        }
    }

    private async Task<bool> WriteDown(JournalSlot slot, List<PendingChange> batch)
    {
        _journal.Number(batch, slot);
        _meter.Batch(batch.Count);
        var started = _time.GetTimestamp();
        if (!await Write(slot))
        {
            foreach (var change in batch)
                change.AnswerUnavailable("It is unknown whether the change was stored.");
            return false;
        }

        _meter.Phase("journal", _time.GetElapsedTime(started));
        return true;
    }

    private async Task<bool> Write(JournalSlot slot)
    {
        try
        {
            await _journal.Write(slot);
            return true;
        }
        catch (Exception error)
        {
            Log.JournalFailed(_logger, error, Partition);
            Lose();
            return false;
        }
    }

    /// <summary>Every topic has stored the change, or it owes nothing.</summary>
    private void Finish(PendingChange change)
    {
        var verdict = change.Verdict;
        if (change.Attempts > 0)
            _unfinished--;
        change.Attempts = 0;
        change.Slot?.Remove(change);
        if (verdict is { IsReplacing: true })
            _ = Settle(change);
        if (verdict is not null && change.Answer(_journal.Outcome(change, verdict)))
            _meter.Published(verdict.Outcome.Status);
        if (_lanes.Release(change) is { } next)
            _retries.Add(next, _time.GetUtcNow());
        Pump();
        Arm();
    }

    /// <summary>An article or a topic did not answer well, as when its silo ends: tried again after a pause, before any newer change of the slug.</summary>
    private void Postpone(PendingChange change)
    {
        var now = _time.GetUtcNow();
        var isLate = _isLost || now - change.Since >= _options.AnswerPatience;
        if (isLate && change.AnswerUnavailable("The change is not in every feed yet."))
            _meter.Published(503);
        if (change.Attempts++ == 0)
            _unfinished++;
        _meter.Unfinished(Partition, _unfinished);
        foreach (var waiting in isLate ? _lanes.TakeWaiting(change.Slug) : [])
            waiting.AnswerUnavailable("An earlier change of this article is not finished yet.");
        _retries.AddAfterPause(change, now);
        Arm();
    }

    /// <summary>Tells the article, whoever asked for the change need not wait for it.</summary>
    private async Task Settle(PendingChange change)
    {
        _running++;
        await _carrier.Settle(change);
        _running--;
        Arm();
    }

    private async Task Retry()
    {
        _isRetrying = true;
        try
        {
            while (!_isLost && _retries.TakeDue(_time.GetUtcNow()) is { Count: > 0 } due)
            {
                await _carrier.Carry(due);
                _lastActivity = _time.GetUtcNow();
            }
        }
        catch (Exception error)
        {
            Log.PartitionFailed(_logger, error, Partition);
            Lose();
        }
        finally
        {
            _isRetrying = false;
            _meter.Unfinished(Partition, _unfinished);
            Arm();
        }
    }

    /// <summary>With nothing to do, what is over leaves the journal.</summary>
    private async Task Tidy()
    {
        _isTidying = true;
        try
        {
            await Task.WhenAll(_journal.Stale.Select(async slot =>
            {
                slot.IsBusy = true;
                await Write(slot);
                slot.IsBusy = false;
            }));
        }
        finally
        {
            _isTidying = false;
            _lastActivity = _time.GetUtcNow();
            Pump();
            Arm();
        }
    }

    private void OnAlarm()
    {
        var now = _time.GetUtcNow();
        if (!_isLost && !_isRetrying && _retries.NextDue <= now)
            _retrying = Retry();
        if (!_isLost && IsTidyingWanted && TidyDue <= now)
            _ = Tidy();
        Arm();
    }

    private bool IsTidyingWanted => !_isTidying && _running == 0 && _journal.IsStale;

    private DateTimeOffset TidyDue => _isHurried ? _lastActivity : _lastActivity + _options.IdleDelay;

    /// <summary>Sets the timer for what is due next.</summary>
    private void Arm()
    {
        if (IsQuiet || _isLost)
        {
            _isHurried = false;
            _quiet.TrySetResult();
        }

        if (_isLost)
            return;
        var due = _isRetrying ? DateTimeOffset.MaxValue : _retries.NextDue;
        if (IsTidyingWanted && TidyDue < due)
            due = TidyDue;
        _alarm?.Set(due);
    }

    /// <summary>What is stored is unknown now: the next activation reads it.</summary>
    private void Lose()
    {
        _isLost = true;
        TurnAwayAll();
        _quiet.TrySetResult();
        DeactivateOnIdle();
    }

    private void TurnAwayAll()
    {
        // Whoever still waited for an answer would keep the activation from its end, and so its publishers from the next.
        foreach (var change in _lanes.TakeAll().Concat(_retries.TakeAll()))
            change.AnswerUnavailable("The gateway is about to carry on elsewhere.");
    }
}
