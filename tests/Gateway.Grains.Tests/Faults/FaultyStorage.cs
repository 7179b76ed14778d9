using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Serialization;
using Orleans.Storage;

namespace Gateway.Grains.Tests.Faults;

/// <summary>
/// Grain storage in memory that outlives the silos of a test, keeps states serialised (so that nothing is shared by
/// accident), checks ETags, counts, and fails or hangs where a test tells it to.
/// </summary>
public sealed class FaultyStorage : IGrainStorage
{
    private readonly Serializer _serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private readonly ConcurrentDictionary<(GrainId Grain, string State), (byte[] Bytes, string ETag)> _states = new();
    private readonly Lock _gate = new();
    private readonly List<StorageFault> _faults = [];
    private readonly List<StorageWrite> _writes = [];
    private int _reads;
    private long _etags;
    private bool _crashed;

    /// <summary>Every write and clear asked for so far, in order, whatever became of it.</summary>
    public IReadOnlyList<StorageWrite> Writes
    {
        get
        {
            lock (_gate)
                return [.. _writes];
        }
    }

    /// <summary>How many reads were asked for so far.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>What is stored now.</summary>
    public IReadOnlyCollection<(GrainId Grain, string State)> Keys => [.. _states.Keys];

    /// <summary>The size in bytes of a stored state; 0 where there is none.</summary>
    public int SizeOf(GrainId grain, string state) => _states.TryGetValue((grain, state), out var stored) ? stored.Bytes.Length : 0;

    /// <summary>Registers this storage as a silo's default.</summary>
    public void AddTo(ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddSingleton<IGrainStorage>(this);
        silo.Services.AddKeyedSingleton<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, this);
    }

    /// <summary>Arms a fault for the first write from now on (clears count as writes) that matches; it strikes once.</summary>
    public StorageFault Arm(FaultKind kind, Func<StorageWrite, bool>? match = null)
    {
        var fault = new StorageFault(kind, match ?? (static _ => true));
        lock (_gate)
            _faults.Add(fault);
        return fault;
    }

    /// <summary>Arms a fault for the k-th write from now on (1 is the next one; clears count as writes).</summary>
    public StorageFault ArmWrite(int k, FaultKind kind)
    {
        lock (_gate)
        {
            var number = _writes.Count + k;
            return Arm(kind, write => write.Number == number);
        }
    }

    /// <summary>Ends a crash and disarms every fault: the next process finds what was stored.</summary>
    public void Revive()
    {
        lock (_gate)
        {
            _crashed = false;
            foreach (var fault in _faults)
                fault.Release();
            _faults.Clear();
        }
    }

    /// <inheritdoc />
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        Interlocked.Increment(ref _reads);
        await Task.Yield();
        lock (_gate)
            ThrowIfCrashed();
        if (_states.TryGetValue((grainId, stateName), out var stored))
        {
            grainState.State = _serializer.Deserialize<T>(stored.Bytes);
            grainState.ETag = stored.ETag;
            grainState.RecordExists = true;
            return;
        }

        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    /// <inheritdoc />
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var bytes = _serializer.SerializeToArray(grainState.State);
        return Write(stateName, grainId, isClear: false, () =>
        {
            var key = (grainId, stateName);
            CheckETag(key, grainState.ETag);
            var etag = Interlocked.Increment(ref _etags).ToString(CultureInfo.InvariantCulture);
            _states[key] = (bytes, etag);
            return () =>
            {
                grainState.ETag = etag;
                grainState.RecordExists = true;
            };
        });
    }

    /// <inheritdoc />
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        return Write(stateName, grainId, isClear: true, () =>
        {
            var key = (grainId, stateName);
            CheckETag(key, grainState.ETag);
            _states.TryRemove(key, out _);
            return () =>
            {
                grainState.State = Activator.CreateInstance<T>();
                grainState.ETag = null;
                grainState.RecordExists = false;
            };
        });
    }

    private async Task Write(string stateName, GrainId grainId, bool isClear, Func<Action> store)
    {
        StorageFault? fault;
        lock (_gate)
        {
            var write = new StorageWrite(_writes.Count + 1, grainId, stateName, isClear);
            _writes.Add(write);
            ThrowIfCrashed();
            fault = _faults.Find(f => f.Match(write));
            if (fault is not null)
                _faults.Remove(fault);
        }

        await Task.Yield();
        if (fault is { Kind: FaultKind.FailBefore or FaultKind.CrashBefore })
            Strike(fault);
        if (fault is { Kind: FaultKind.HangBefore })
            await fault.Hang();

        Action done;
        lock (_gate)
        {
            ThrowIfCrashed();
            done = store();
        }

        if (fault is { Kind: FaultKind.FailAfter or FaultKind.CrashAfter })
            Strike(fault);
        if (fault is { Kind: FaultKind.HangAfter })
            await fault.Hang();
        done();
    }

    private void Strike(StorageFault fault)
    {
        if (fault.Kind is FaultKind.CrashBefore or FaultKind.CrashAfter)
        {
            lock (_gate)
                _crashed = true;
        }

        fault.MarkStruck();
        throw new IOException($"The storage was told to fail ({fault.Kind}).");
    }

    private void ThrowIfCrashed()
    {
        if (_crashed)
            throw new IOException("The storage is gone, as after a crash of the process.");
    }

    private void CheckETag((GrainId, string) key, string? given)
    {
        var stored = _states.TryGetValue(key, out var state) ? state.ETag : null;
        if (!string.Equals(stored, given, StringComparison.Ordinal))
            throw new InconsistentStateException($"{key}: another version is stored.", stored ?? "none", given ?? "none");
    }
}
