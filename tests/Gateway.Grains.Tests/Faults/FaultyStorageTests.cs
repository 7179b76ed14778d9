using System.Collections.Immutable;
using Gateway.Contracts.Topics;
using Orleans.Storage;

namespace Gateway.Grains.Tests.Faults;

public sealed class FaultyStorageTests
{
    private static readonly GrainId Grain = GrainId.Create("grain", "key");
    private readonly FaultyStorage _storage = new();

    [Fact]
    public async Task Write_WithOldETag_IsRefused()
    {
        var first = State("one");
        await _storage.WriteStateAsync("s", Grain, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", Grain, State("two")));
        Assert.Equal("one", await Stored());
    }

    [Fact]
    public async Task FailBefore_StoresNothing_AndStrikesOnce()
    {
        _storage.ArmWrite(1, FaultKind.FailBefore);
        var state = State("one");
        await Assert.ThrowsAsync<IOException>(() => _storage.WriteStateAsync("s", Grain, state));
        Assert.Null(await Stored());
        await _storage.WriteStateAsync("s", Grain, state);
        Assert.Equal("one", await Stored());
    }

    [Fact]
    public async Task FailAfter_Stores_AndLeavesTheCallersETagOld()
    {
        _storage.ArmWrite(1, FaultKind.FailAfter);
        var state = State("one");
        await Assert.ThrowsAsync<IOException>(() => _storage.WriteStateAsync("s", Grain, state));
        Assert.Null(state.ETag);
        Assert.Equal("one", await Stored());
    }

    [Fact]
    public async Task Crash_FailsEverything_UntilRevived()
    {
        _storage.ArmWrite(2, FaultKind.CrashAfter);
        await _storage.WriteStateAsync("a", Grain, State("one"));
        await Assert.ThrowsAsync<IOException>(() => _storage.WriteStateAsync("s", Grain, State("two")));
        await Assert.ThrowsAsync<IOException>(Stored);
        _storage.Revive();
        Assert.Equal("two", await Stored());
    }

    [Fact]
    public async Task Hang_WaitsForRelease()
    {
        var fault = _storage.ArmWrite(1, FaultKind.HangBefore);
        var write = _storage.WriteStateAsync("s", Grain, State("one"));
        await fault.Struck;
        Assert.Null(await Stored());
        fault.Release();
        await write;
        Assert.Equal("one", await Stored());
    }

    private async Task<string?> Stored()
    {
        var state = new GrainState<ImmutableArray<TopicMembership>>();
        await _storage.ReadStateAsync("s", Grain, state);
        return state.RecordExists ? state.State[0].Key : null;
    }

    private static GrainState<ImmutableArray<TopicMembership>> State(string key) =>
        new([new TopicMembership { Key = key, DisplayName = key }]);
}
