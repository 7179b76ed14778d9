using System.Collections.Immutable;
using System.Security.Cryptography;
using Gateway.Contracts.Changes;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Signals;

/// <summary>A ring of the latest changes. A report costs a lock, a slot and a place in a dictionary.</summary>
internal sealed class ChangeJournal : IChangeJournal
{
    private readonly Lock _gate = new();
    private readonly Change[] _ring;
    private readonly Dictionary<string, long> _latest = new(StringComparer.Ordinal);
    private readonly string _silo;
    private readonly long _epoch;
    private long _sequence;
    private TaskCompletionSource? _moved;

    /// <param name="silo">The silo's name.</param>
    /// <param name="options">How much it keeps.</param>
    public ChangeJournal(string silo, ChangeOptions options)
    {
        _silo = Uri.EscapeDataString(silo);
        _ring = new Change[options.Capacity];
        _epoch = (BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue) | 1;
    }

    public ChangeJournal(ILocalSiloDetails silo, IOptions<ChangeOptions> options)
        : this(silo.Name, options.Value)
    {
    }

    /// <inheritdoc />
    public ChangePosition Position => new(_silo, _epoch, Interlocked.Read(ref _sequence));

    /// <summary>
    /// Notes a change. To be called once it is stored and before anybody is told, in the same turn of the grain in which
    /// it begins to show it.
    /// </summary>
    public void Report(string key, bool isRetraction = false)
    {
        TaskCompletionSource? moved;
        lock (_gate)
        {
            var sequence = _sequence + 1;
            ref var slot = ref _ring[sequence % _ring.Length];
            if (slot.Key is { } old && _latest.TryGetValue(old, out var latest) && latest == slot.Sequence)
                _latest.Remove(old);
            slot = new Change(key, sequence, isRetraction);
            _latest[key] = sequence;
            Interlocked.Exchange(ref _sequence, sequence);
            (moved, _moved) = (_moved, null);
        }

        moved?.TrySetResult();
    }

    /// <inheritdoc />
    public long SequenceOf(string key)
    {
        lock (_gate)
            return _latest.TryGetValue(key, out var sequence) ? sequence : _sequence;
    }

    /// <inheritdoc />
    public bool Knows(string key)
    {
        lock (_gate)
            return _latest.ContainsKey(key);
    }

    /// <summary>
    /// The latest change of a key, by <see cref="SequenceOf"/>, and that of one that changes with it at times, unless it is known
    /// not to have.
    /// </summary>
    /// <param name="key">See <see cref="ChangeKey"/>.</param>
    /// <param name="follower">Told of after <paramref name="key"/>; null for none.</param>
    public ReportedChanges Reported(string key, string? follower = null)
    {
        lock (_gate)
        {
            var isKnown = _latest.TryGetValue(key, out var sequence);
            ReportedChange change = new(key, isKnown ? sequence : _sequence);
            if (follower is null || !_latest.TryGetValue(follower, out var later) && isKnown)
                return new ReportedChanges { Silo = _silo, Epoch = _epoch, Changes = [change] };
            return new ReportedChanges { Silo = _silo, Epoch = _epoch, Changes = [change, new(follower, later > 0 ? later : _sequence)] };
        }
    }

    /// <inheritdoc />
    public ChangeBatch Read(long after, int count)
    {
        lock (_gate)
        {
            // One that is ahead of us knows another journal than this.
            if (after < _sequence - _ring.Length || after > _sequence)
                return new ChangeBatch([], _sequence, IsGap: true);

            var last = Math.Min(after + count, _sequence);
            var changes = ImmutableArray.CreateBuilder<Change>((int)(last - after));
            for (var next = after + 1; next <= last; next++)
                changes.Add(_ring[next % _ring.Length]);
            return new ChangeBatch(changes.MoveToImmutable(), last, IsGap: false);
        }
    }

    /// <inheritdoc />
    public Task MovedAsync(long after)
    {
        lock (_gate)
        {
            if (_sequence != after)
                return Task.CompletedTask;
            _moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _moved.Task;
        }
    }
}
