using Gateway.Peers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Peers;

/// <summary>How many connections may stand before a silo's door.</summary>
public sealed class StrangerLimitTests
{
    [Fact]
    public async Task Strangers_BeyondTheBound_AreTurnedAway_AndWhoIsKnownDoesNotCount()
    {
        var known = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inside = 0;
        var builder = new ConnectionBuilder(new ServiceCollection().BuildServiceProvider());
        StrangerLimit.UseInside(builder);
        builder.Run(async _ =>
        {
            Interlocked.Increment(ref inside);
            await known.Task;
        });
        var proved = builder.Build();

        // Each stranger waits to be let in.
        var doors = new List<TaskCompletionSource<bool>>();
        var limit = new StrangerLimit(
            async connection =>
            {
                var door = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                doors.Add(door);
                if (await door.Task)
                    await proved(connection);
            },
            most: 3,
            TimeProvider.System,
            NullLogger<StrangerLimit>.Instance);

        var running = Enumerable.Range(0, 3).Select(_ => limit.RunAsync(new DefaultConnectionContext())).ToList();
        await RefusedAsync();

        // One proves what it is, and makes room; one gives up, and makes room.
        doors[0].SetResult(true);
        doors[1].SetResult(false);
        await running[1];
        await WaitAsync(() => Volatile.Read(ref inside) == 1);
        running.Add(limit.RunAsync(new DefaultConnectionContext()));
        running.Add(limit.RunAsync(new DefaultConnectionContext()));
        Assert.Equal(5, doors.Count);
        await RefusedAsync();

        foreach (var door in doors)
            door.TrySetResult(false);
        known.SetResult();
        await Task.WhenAll(running);

        async Task RefusedAsync()
        {
            var seen = doors.Count;
            var stranger = new DefaultConnectionContext();
            await limit.RunAsync(stranger);
            Assert.Equal(seen, doors.Count);
        }
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
    }
}
