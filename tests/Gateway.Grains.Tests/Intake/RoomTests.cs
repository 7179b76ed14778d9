using Gateway.Grains.Intake;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Grains.Tests.Intake;

public sealed class RoomTests
{
    private readonly FakeTimeProvider _time = new();

    private Room Make(long capacity = 100, int waiters = 2) => new(capacity, waiters, TimeSpan.FromSeconds(1), _time);

    [Fact]
    public async Task Enter_WithMoreThanFits_IsLetInAlone()
    {
        var room = Make();
        Assert.True(await room.Enter(1_000));
        Assert.False(room.Enter(1).IsCompleted);
    }

    [Fact]
    public async Task Enter_WhenFull_WaitsItsTurn()
    {
        var room = Make();
        Assert.True(await room.Enter(60));
        var second = room.Enter(60).AsTask();
        var third = room.Enter(10).AsTask();
        Assert.False(second.IsCompleted || third.IsCompleted);
        room.Leave(60);
        Assert.True(await second);
        Assert.True(await third);
    }

    [Fact]
    public async Task Enter_WithNoRoomInTime_IsRefused_AndThoseBehindAreLetIn()
    {
        var room = Make();
        Assert.True(await room.Enter(60));
        var second = room.Enter(60).AsTask();
        _time.Advance(TimeSpan.FromSeconds(0.6));
        var third = room.Enter(10).AsTask();
        _time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.False(await second);
        Assert.True(await third);
    }

    [Fact]
    public async Task Enter_BehindTooManyWaiters_IsRefusedAtOnce()
    {
        var room = Make(waiters: 1);
        Assert.True(await room.Enter(100));
        var second = room.Enter(1).AsTask();
        Assert.False(await room.Enter(1));
        Assert.False(second.IsCompleted);
    }
}
