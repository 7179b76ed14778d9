using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;

namespace Gateway.Grains.Tests.Crash;

/// <summary>Writes that fail while the process lives on: before they are stored, and after.</summary>
public sealed class FailedWriteTests
{
    private const int Period = 9;

    [Theory]
    [InlineData(FaultKind.FailBefore)]
    [InlineData(FaultKind.FailAfter)]
    public async Task FailedWrite_AnyOfThem_IsMadeUpForWithoutARestart(FaultKind kind)
    {
        for (var first = 1; first <= Period; first++)
        {
            var label = $"{kind} {first}";
            await using var gateway = await TestGateway.Start();
            for (var k = first; k < 150; k += Period)
                gateway.Storage.ArmWrite(k, kind);
            var scenario = new PublishScenario();
            await scenario.Run(gateway);
            await gateway.Quiesce();
            scenario.CheckAllAcknowledged(label);
            await scenario.Check(gateway, label);
        }
    }
}
