using System.Globalization;
using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;

namespace Gateway.Grains.Tests.Crash;

/// <summary>
/// Stops the publish protocol at the writes that it makes, before the write and after it with the acknowledgement lost,
/// and looks at what the next process makes of it.
/// </summary>
public abstract class CrashTests
{
    // The short form stops at every third write, each kind at others of them.
    private static readonly int Every = int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_CRASH_EVERY"), NumberStyles.None, CultureInfo.InvariantCulture, out var every) && every > 0 ? every : 3;

    protected static async Task CrashAtWrites(FaultKind kind)
    {
        var writes = await CountWrites();
        Assert.True(writes > 20, "A publish takes that many writes.");
        for (var k = 1 + ((int)kind % Every); k <= writes; k += Every)
            await CrashAt(k, kind);
    }

    private static async Task<int> CountWrites()
    {
        await using var gateway = await TestGateway.Start();
        var before = gateway.Storage.Writes.Count;
        var scenario = new PublishScenario();
        await scenario.Run(gateway);
        await gateway.Quiesce();
        scenario.CheckAllAcknowledged("undisturbed");
        await scenario.Check(gateway, "undisturbed");
        return gateway.Storage.Writes.Count - before;
    }

    private static async Task CrashAt(int k, FaultKind kind)
    {
        var label = $"{kind} {k}";
        var scenario = new PublishScenario();
        var storage = new FaultyStorage();
        await using (var first = await TestGateway.Start(storage))
        {
            var fault = storage.ArmWrite(k, kind);
            var run = Task.Run(async () =>
            {
                await scenario.Run(first);
                await first.Quiesce();
            });
            // The dying process answers as it likes; what it acknowledged counts.
            _ = run.ContinueWith(task => task.Exception, TaskScheduler.Default);
            await Task.WhenAny(run, fault.Struck);
            first.Cut();
        }

        storage.Revive();
        await using var second = await TestGateway.Start(storage);
        await second.Quiesce();
        await scenario.Check(second, label);

        await scenario.Run(second);
        await second.Quiesce();
        scenario.CheckAllAcknowledged(label);
        await scenario.Check(second, label + ", sent again");
    }
}

public sealed class CrashBeforeWriteTests : CrashTests
{
    [Fact]
    public Task Crash_BeforeAnyWrite_LosesAndDoublesNothing() => CrashAtWrites(FaultKind.CrashBefore);
}

public sealed class CrashAfterWriteTests : CrashTests
{
    [Fact]
    public Task Crash_AfterAnyWriteUnacknowledged_LosesAndDoublesNothing() => CrashAtWrites(FaultKind.CrashAfter);
}
