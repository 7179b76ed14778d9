using System.Globalization;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.EndToEnd.Tests;

/// <summary><c>gateway health</c>, the health check of containers.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Health_AsConfigured_IsReadyWhileTheGatewayServes_AndNotWhileItDrains()
    {
        var management = string.Create(CultureInfo.InvariantCulture, $"http://*:{LoopbackPort.Free()}");
        await File.WriteAllTextAsync(_data.File("appsettings.json"), $$$$"""{"Gateway":{"Management":{"Urls":"{{{{management}}}}"}}}""");
        await using var gateway = await GatewayProcess.StartAsync(_data, "--Gateway:Management:Urls=" + management, "--Gateway:Drain:Delay=00:00:30");

        var ready = await GatewayProcess.RunAsync(_data, "health");
        gateway.Terminate();
        CommandResult draining;
        do
            draining = await GatewayProcess.RunAsync(_data, "health");
        while (draining.ExitCode == 0);

        Assert.Equal((0, "ready\n", ""), (ready.ExitCode, ready.Output, ready.Error));
        Assert.Equal((1, "", "draining\n"), (draining.ExitCode, draining.Output, draining.Error));
    }

    [Fact]
    public async Task Health_OfNobody_IsNot()
    {
        var health = await GatewayProcess.RunAsync(_data, "health", "--url", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}"));

        Assert.Equal(1, health.ExitCode);
        Assert.Single(health.ErrorLines);
    }

    [Fact]
    public async Task Health_OfWhatIsNoAddress_IsRefused()
    {
        var health = await GatewayProcess.RunAsync(_data, "health", "--url", "somewhere");

        Assert.Equal(2, health.ExitCode);
        Assert.Single(health.ErrorLines);
    }
}
