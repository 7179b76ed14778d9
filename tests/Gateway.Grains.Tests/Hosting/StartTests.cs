using Gateway.Contracts.Publishing;
using Gateway.Grains.Intake;
using Gateway.Grains.Tests.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Tests.Hosting;

public sealed class StartTests
{
    [Fact]
    public async Task Start_WithAnotherNumberOfPartitions_FailsAndSaysWhich()
    {
        var storage = new FaultyStorage();
        await (await TestGateway.Start(storage)).DisposeAsync();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            TestGateway.Start(storage, silo => silo.Services.Configure<IntakeOptions>(options => options.Partitions = 3)));
        Assert.Contains("Gateway:Intake:Partitions is 3", error.Message);
        Assert.Contains("set it to 2", error.Message);
    }

    [Fact]
    public async Task Start_BesideAnotherThatItDoesNotKnowOfYet_GoesOnWithWhatThatHasStored()
    {
        var storage = new FaultyStorage();
        var fault = storage.ArmWrite(1, FaultKind.HangBefore);
        var starting = TestGateway.Start(storage);
        await fault.Struck;
        await (await TestGateway.Start(storage)).DisposeAsync();

        fault.Release();
        await using var first = await starting;

        var change = Changes.Put("a");
        var outcomes = await first.Grains.GetGrain<IIntakeGrain>(IntakePartition.Of("a", TestGateway.Partitions)).Submit([change]);
        Assert.Equal(201, Assert.Single(outcomes).Status);
    }

    [Fact]
    public async Task Start_WithBadOptions_NamesEachKey()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => TestGateway.Start(configure: silo =>
            silo.Services.Configure<IntakeOptions>(options => (options.Partitions, options.StepTimeout) = (0, TimeSpan.Zero))));
        Assert.Equal(2, error.Failures.Count());
        Assert.Contains(error.Failures, failure => failure.StartsWith("Gateway:Intake:Partitions:", StringComparison.Ordinal));
        Assert.Contains(error.Failures, failure => failure.StartsWith("Gateway:Intake:StepTimeout:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Submit_ToTheWrongPartition_IsRefused()
    {
        await using var gateway = await TestGateway.Start();
        var change = Changes.Put("a");
        var wrong = 1 - IntakePartition.Of("a", TestGateway.Partitions);
        await Assert.ThrowsAsync<ArgumentException>(() => gateway.Grains.GetGrain<IIntakeGrain>(wrong).Submit([change]));
    }
}
