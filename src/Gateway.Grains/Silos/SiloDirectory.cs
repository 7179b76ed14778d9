using System.Collections.Immutable;
using Gateway.Contracts.Silos;
using Gateway.Placement;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Gateway.Grains.Silos;

/// <summary>Follows the membership: who is alive, who may host grains, and where each one's origin listens.</summary>
internal sealed class SiloDirectory(IClusterMembershipService membership, ILocalSiloDetails local, IOptions<JoinOptions> options, TimeProvider time, ILogger<SiloDirectory> logger, ISiloMetadataCache? metadata = null)
    : BackgroundService, ISiloDirectory
{
    // A silo's metadata are asked of it, and may come later than the news that it is there.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Dictionary<SiloAddress, DateTimeOffset> _since = [];
    private volatile Hosts _hosts = new(SiloView.None, []);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc />
    public SiloView Current => _hosts.View;

    /// <inheritdoc />
    public Task ChangedAsync(SiloView known)
    {
        lock (_gate)
            return ReferenceEquals(known, _hosts.View) ? _changed.Task : Task.CompletedTask;
    }

    /// <summary>The one that owns a key; null where none may be given grains.</summary>
    public SiloAddress? OwnerOf(string key) => OwnerOf(key, default, isAny: true);

    /// <summary>The one of <paramref name="compatible"/> that owns a key; null where none of them may be given grains.</summary>
    public SiloAddress? OwnerOf(string key, ReadOnlySpan<SiloAddress> compatible) => OwnerOf(key, compatible, isAny: false);

    private SiloAddress? OwnerOf(string key, ReadOnlySpan<SiloAddress> compatible, bool isAny)
    {
        var hash = Rendezvous.HashOf(key);
        var (owner, greatest) = ((SiloAddress?)null, 0UL);
        foreach (var host in _hosts.Owners)
        {
            var weight = Rendezvous.Weigh(host.Hash, hash);
            if ((owner is null || weight > greatest) && (isAny || compatible.Contains(host.Address)))
                (owner, greatest) = (host.Address, weight);
        }

        return owner;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var updates = membership.MembershipUpdates.GetAsyncEnumerator(stoppingToken);
        await using (updates)
        {
            var next = updates.MoveNextAsync().AsTask();
            while (!stoppingToken.IsCancellationRequested)
            {
                var again = Follow(membership.CurrentSnapshot);
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                await Task.WhenAny(next, Task.Delay(again, time, waiting.Token));
                await waiting.CancelAsync();
                if (!next.IsCompleted)
                    continue;
                if (!await next)
                    return;
                next = updates.MoveNextAsync().AsTask();
            }
        }
    }

    /// <summary>Takes in what the membership says. Gives how long that can last unless it says something new.</summary>
    private TimeSpan Follow(ClusterMembershipSnapshot snapshot)
    {
        var now = time.GetUtcNow();
        var again = Timeout.InfiniteTimeSpan;
        // One that was started anew has the name of the one before, which may count as alive a while longer.
        var alive = snapshot.Members.Values
            .Where(m => m.Status is SiloStatus.Active)
            .GroupBy(m => m.Name, StringComparer.Ordinal)
            .Select(g => g.MaxBy(m => m.SiloAddress.Generation)!) // A group has a member.
            .OrderBy(m => m.Name, StringComparer.Ordinal)
            .ToList();
        var isFirst = _since.Count == 0;
        foreach (var gone in _since.Keys.Except(alive.Select(m => m.SiloAddress)).ToList())
        {
            _since.Remove(gone);
            TellOfEnd(gone, snapshot);
        }

        foreach (var member in alive.Where(m => !_since.ContainsKey(m.SiloAddress)))
        {
            Log.Joined(logger, member.Name, member.SiloAddress);
            // Those that were there before this one are in office already; so is this one where there is none.
            var isOld = isFirst && (alive.Count == 1 || !member.SiloAddress.Equals(local.SiloAddress));
            _since[member.SiloAddress] = isOld ? DateTimeOffset.MinValue : now;
        }

        var members = ImmutableArray.CreateBuilder<SiloMember>(alive.Count);
        var owners = ImmutableArray.CreateBuilder<SiloHost>(alive.Count);
        foreach (var member in alive)
        {
            var left = _since[member.SiloAddress] is var since && since == DateTimeOffset.MinValue ? TimeSpan.Zero : since + options.Value.JoinDelay - now;
            var address = AddressOf(member.SiloAddress);
            members.Add(new SiloMember(member.Name, address, left > TimeSpan.Zero));
            if (left > TimeSpan.Zero)
                again = Sooner(again, left);
            else
                owners.Add(new SiloHost(member.SiloAddress, Rendezvous.HashOf(member.Name)));
            if (address is null && metadata is not null)
                again = Sooner(again, Patience);
        }

        Publish(new SiloView(snapshot.Version.Value, members.ToImmutable()), owners.ToImmutable());
        return again;
    }

    // It goes by itself through a status of its own; others write of it that it is dead. One whose name another has now is no news yet.
    private void TellOfEnd(SiloAddress silo, ClusterMembershipSnapshot snapshot)
    {
        if (!snapshot.Members.TryGetValue(silo, out var member) || silo.Equals(local.SiloAddress))
            return;
        if (member.Status is SiloStatus.Dead)
            Log.Died(logger, member.Name, silo);
        else if (member.Status is not SiloStatus.Active)
            Log.Leaves(logger, member.Name, silo);
    }

    private void Publish(SiloView view, ImmutableArray<SiloHost> owners)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            var known = _hosts.View;
            if (known.Version == view.Version && known.Members.SequenceEqual(view.Members))
                return;
            _hosts = new Hosts(view, owners);
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.TrySetResult();
    }

    private Uri? AddressOf(SiloAddress silo) =>
        metadata?.GetSiloMetadata(silo).Metadata.TryGetValue(JoinOptions.AddressKey, out var text) is true && Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) => one == Timeout.InfiniteTimeSpan || other < one ? other : one;

    private sealed record Hosts(SiloView View, ImmutableArray<SiloHost> Owners);
}

/// <summary>A silo that may be given grains.</summary>
internal readonly record struct SiloHost(SiloAddress Address, ulong Hash);
