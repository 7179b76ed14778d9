using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;

namespace Gateway.Grains.Tests.Crash;

/// <summary>
/// Stops the publish protocol at every write that it makes, before the write and after it with the acknowledgement lost,
/// and looks at what the next process makes of it.
/// </summary>
public abstract class CrashTests
{
    protected static async Task CrashAtEachWrite(FaultKind kind)
    {
        var writes = await CountWrites();
        for (var k = 1; k <= writes; k++)
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
    public Task Crash_BeforeAnyWrite_LosesAndDoublesNothing() => CrashAtEachWrite(FaultKind.CrashBefore);
}

public sealed class CrashAfterWriteTests : CrashTests
{
    [Fact]
    public Task Crash_AfterAnyWriteUnacknowledged_LosesAndDoublesNothing() => CrashAtEachWrite(FaultKind.CrashAfter);
}
