using System.Globalization;
using System.Text.Json;
using Gateway.Configuration;
using Gateway.Hosting;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Deployment;

/// <summary><c>deploy/compose.yaml</c>, for which there is no engine here; the end-to-end tests run what it describes as processes.</summary>
public sealed class ComposeTests
{
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["GATEWAY_PUBLISHER_KEY"] = "a-key-that-only-tests-know",
        ["GATEWAY_CLUSTER_KEY"] = "another-key-that-only-tests-know",
    };

    private static IReadOnlyList<ComposeService> Services { get; } = ComposeFile.Read(DeployedGateway.Path("compose.yaml"), Variables);

    private static List<ComposeService> Gateways => [.. Services.Where(s => s.Image is "gateway")];

    public static TheoryData<string> Names() => [.. Gateways.Select(s => s.Name)];

    [Fact]
    public async Task Services_AreAzuriteThreeSilosAndTwoEdges()
    {
        Assert.Equal(["azurite", "edge-0", "edge-1", "silo-0", "silo-1", "silo-2"], Services.Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.Equal(3, (await SilosAsync()).Count);
    }

    [Theory]
    [InlineData("GATEWAY_PUBLISHER_KEY")]
    [InlineData("GATEWAY_CLUSTER_KEY")]
    public void Read_WithoutAKey_SaysSo(string missing) =>
        Assert.StartsWith(
            missing + ": ",
            Assert.Throws<InvalidDataException>(() => ComposeFile.Read(DeployedGateway.Path("compose.yaml"), Variables.Where(v => v.Key != missing).ToDictionary(StringComparer.Ordinal))).Message,
            StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Service_OfTheGateway_StartsIsWatchedAndStopsAsItsSettingsSay(string name)
    {
        var service = Gateways.Single(s => string.Equals(s.Name, name, StringComparison.Ordinal));

        var settings = await new DeployedGateway(name, service.Environment).SettingsAsync();

        Assert.EndsWith(string.Join(", ", service.Words("healthcheck", "test").Skip(1).Select(w => $"\"{w}\"")) + "]", DeployedGateway.Image.Single("HEALTHCHECK"), StringComparison.Ordinal);
        var grace = service.Words("stop_grace_period").Single();
        Assert.True(TimeSpan.FromSeconds(int.Parse(grace.TrimEnd('s'), CultureInfo.InvariantCulture)) > DeployedGateway.LongestStop(settings));
        Assert.Equal(["true"], service.Words("read_only"));
        Assert.Equal(["ALL"], service.Words("cap_drop"));
        Assert.Equal(["no-new-privileges:true"], service.Words("security_opt"));
        Assert.Contains("inside", service.Words("networks"));
    }

    [Fact]
    public async Task Silos_HaveNamesOfTheirOwn_AndNobodyOutsideReachesThem()
    {
        var silos = await SilosAsync();

        Assert.Equal(silos.Select(s => s.Service.Name), silos.Select(s => s.Settings.Silo.Name));
        Assert.All(silos, s =>
        {
            Assert.Equal(s.Service.Name, s.Settings.Silo.Host);
            Assert.Equal(["inside"], s.Service.Words("networks"));
            Assert.Equal([], s.Service.Words("ports"));
            Assert.Equal(silos[0].Settings.Publication.PublicUrl, s.Settings.Publication.PublicUrl);
            Assert.Equal(silos[0].Settings.ConnectionString, s.Settings.ConnectionString);
            Assert.Equal(Variables["GATEWAY_CLUSTER_KEY"], s.Settings.Trust.Key);
        });
    }

    [Fact]
    public async Task Edges_AreToldOfEverySilo_AndPublishWhereTheyServe()
    {
        var origins = (await SilosAsync()).Select(s => SiloComposition.OriginAddress(s.Settings)).ToList();
        foreach (var service in Gateways.Where(s => s.Name.StartsWith("edge", StringComparison.Ordinal)))
        {
            var settings = await new DeployedGateway(service.Name, service.Environment).SettingsAsync();
            Assert.Equal(GatewayRole.Edge, settings.Role);
            Assert.Equal(origins, settings.Origins);
            Assert.Equal(Variables["GATEWAY_CLUSTER_KEY"], settings.Trust.Key);
            Assert.All(service.Words("ports"), p => Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{DeployedGateway.Port(settings.Urls)}"), p, StringComparison.Ordinal));
            Assert.Equal(origins.Select(o => o.Host), service.Words("depends_on"));
        }
    }

    [Fact]
    public void Azurite_IsTheVersionThatTheTestsRunAgainst()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(Corpus.RepositoryRoot, "tests", "Azurite", "package.json")));

        Assert.EndsWith(":" + package.RootElement.GetProperty("dependencies").GetProperty("azurite").GetString(), Services.Single(s => s.Name is "azurite").Image, StringComparison.Ordinal);
    }

    private static async Task<List<(ComposeService Service, GatewaySettings Settings)>> SilosAsync()
    {
        var silos = new List<(ComposeService, GatewaySettings)>();
        foreach (var service in Gateways.Where(s => s.Name.StartsWith("silo", StringComparison.Ordinal)))
        {
            var settings = await new DeployedGateway(service.Name, service.Environment).SettingsAsync();
            Assert.Equal(GatewayRole.Silo, settings.Role);
            silos.Add((service, settings));
        }

        return silos;
    }
}
