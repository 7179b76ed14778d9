using System.Globalization;
using System.Text.Json;
using Gateway.Configuration;
using Gateway.Hosting;

namespace Gateway.Tests.Deployment;

/// <summary><c>deploy/azure</c>, for which there is no Azure here: compiled, evaluated, and held against the gateway's own settings.</summary>
public sealed class ContainerAppsTests
{
    [Fact]
    public async Task Template_Compiles_WithoutAWarning()
    {
        SkipWithoutBicep();

        var template = await BicepTemplate.RunAsync(["build", DeployedGateway.Path("azure", "main.bicep"), "--stdout"]);

        Assert.StartsWith("{", template, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[0, 1, 2]", 0)]
    [InlineData("[3, 4, 5]", 3)]
    public async Task Silos_AreAppsOfOneReplica_EachAtPortsOfItsOwn(string numbers, int first)
    {
        SkipWithoutBicep();
        var apps = (await AppsAsync(numbers)).Where(a => Name(a).StartsWith("gateway-silo-", StringComparison.Ordinal)).ToList();

        Assert.Equal(Enumerable.Range(first, 3).Select(n => string.Create(CultureInfo.InvariantCulture, $"gateway-silo-{n}")), apps.Select(Name));
        var ports = new List<int>();
        foreach (var app in apps)
        {
            var settings = await BicepTemplate.Gateway(app).SettingsAsync();
            Assert.Equal(GatewayRole.Silo, settings.Role);
            Assert.Equal(Name(app), "gateway-" + settings.Silo.Name);
            Assert.Equal((1, 1), (Int(Template(app, "scale"), "minReplicas"), Int(Template(app, "scale"), "maxReplicas")));
            var ingress = Configuration(app, "ingress");
            Assert.Equal("tcp", ingress.GetProperty("transport").GetString());
            // What it listens at is what it tells others.
            var other = ingress.GetProperty("additionalPortMappings").EnumerateArray().Single();
            Assert.All([ingress, other], i => Assert.Equal(Int(i, "targetPort"), Int(i, "exposedPort")));
            Assert.Equal((settings.Silo.Port, SiloComposition.OriginAddress(settings).Port), (Int(ingress, "exposedPort"), Int(other, "exposedPort")));
            Assert.Equal(BicepTemplate.SilosAddress, SiloComposition.OriginAddress(settings).Host);
            ports.AddRange([Int(ingress, "exposedPort"), Int(other, "exposedPort")]);
            await HasProbesAndTimeAsync(app, settings);
        }

        Assert.Equal(ports.Count, ports.Distinct().Count());
        // Of Container Apps' own.
        Assert.DoesNotContain(ports, p => p is 80 or 443 or 36_985);
    }

    [Fact]
    public async Task Edges_AreToldOfSilosThatThereAre_AndServeTheWorld()
    {
        SkipWithoutBicep();
        var apps = await AppsAsync("[3, 4, 5]");
        var edge = apps.Single(a => Name(a) is "gateway-edge");
        var origins = new List<Uri>();
        foreach (var app in apps.Where(a => Name(a) is not "gateway-edge"))
            origins.Add(SiloComposition.OriginAddress(await BicepTemplate.Gateway(app).SettingsAsync()));

        var settings = await BicepTemplate.Gateway(edge).SettingsAsync();

        Assert.Equal(GatewayRole.Edge, settings.Role);
        Assert.Equal([origins[0], origins[^1]], settings.Origins);
        Assert.NotNull(settings.Trust.Key);
        Assert.Equal((await BicepTemplate.Gateway(apps.First(a => Name(a) is not "gateway-edge")).SettingsAsync()).Trust.Key, settings.Trust.Key);
        Assert.True(Configuration(edge, "ingress").GetProperty("external").GetBoolean());
        Assert.Equal(DeployedGateway.Port(settings.Urls), Int(Configuration(edge, "ingress"), "targetPort"));
        Assert.True(settings.Drain.Delay > TimeSpan.Zero);
        Assert.True(Int(Template(edge, "scale"), "minReplicas") >= 2);
        await HasProbesAndTimeAsync(edge, settings);
    }

    [Fact]
    public async Task Environments_OfTheSilosOnly_IsInsideTheNetwork()
    {
        SkipWithoutBicep();
        var environments = (await BicepTemplate.ResourcesAsync()).Where(r => Type(r) is "Microsoft.App/managedEnvironments").ToDictionary(Name, r => r.GetProperty("properties").GetProperty("vnetConfiguration").GetProperty("internal").GetBoolean(), StringComparer.Ordinal);

        Assert.True(environments["gateway-silos"]);
        Assert.False(environments["gateway-edges"]);
        Assert.All(await AppsAsync(), a => Assert.EndsWith(
            Name(a) is "gateway-edge" ? "gateway-edges" : "gateway-silos", a.GetProperty("properties").GetProperty("environmentId").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Storage_HasNoKey_AndIsTheSilosIdentityAlone()
    {
        SkipWithoutBicep();
        var resources = await BicepTemplate.ResourcesAsync();

        var account = resources.Single(r => Type(r) is "Microsoft.Storage/storageAccounts").GetProperty("properties");
        Assert.False(account.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(account.GetProperty("allowBlobPublicAccess").GetBoolean());
        var roles = resources.Where(r => Type(r) is "Microsoft.Authorization/roleAssignments").Select(r => r.GetProperty("properties")).ToList();
        // Storage Blob Data Contributor, Storage Table Data Contributor, and AcrPull of each identity.
        string[] expected = ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "7f951dda-4ed3-4680-a7ca-43fe172d538d", "7f951dda-4ed3-4680-a7ca-43fe172d538d", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"];
        Assert.Equal(expected, roles.Select(r => r.GetProperty("roleDefinitionId").GetString()?.Split('/')[^1]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("AccountKey", JsonSerializer.Serialize(resources), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("listKeys", JsonSerializer.Serialize(resources), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task HasProbesAndTimeAsync(JsonElement app, GatewaySettings settings)
    {
        var probes = BicepTemplate.Container(app).GetProperty("probes").EnumerateArray().ToDictionary(p => p.GetProperty("type").GetString() ?? "", p => p.GetProperty("httpGet"), StringComparer.Ordinal);
        Assert.Equal(["Liveness", "Readiness", "Startup"], probes.Keys.Order(StringComparer.Ordinal));
        await DeployedGateway.HasProbesAsync(settings, [.. probes.Values.Select(p => (p.GetProperty("path").GetString() ?? "", Int(p, "port")))]);
        Assert.Equal("/readyz", probes["Readiness"].GetProperty("path").GetString());
        Assert.True(TimeSpan.FromSeconds(Int(app.GetProperty("properties").GetProperty("template"), "terminationGracePeriodSeconds")) > DeployedGateway.LongestStop(settings));
        Assert.Equal("UserAssigned", app.GetProperty("identity").GetProperty("type").GetString());
    }

    private static async Task<List<JsonElement>> AppsAsync(string silos = "[0, 1, 2]") =>
        [.. (await BicepTemplate.ResourcesAsync(silos)).Where(r => Type(r) is "Microsoft.App/containerApps").OrderBy(Name, StringComparer.Ordinal)];

    private static void SkipWithoutBicep() => Assert.SkipWhen(BicepTemplate.Compiler is null, "Bicep's package is for Linux on x64.");

    private static string Name(JsonElement resource) => resource.GetProperty("name").GetString() ?? "";

    private static string Type(JsonElement resource) => resource.GetProperty("type").GetString() ?? "";

    private static JsonElement Template(JsonElement app, string part) => app.GetProperty("properties").GetProperty("template").GetProperty(part);

    private static JsonElement Configuration(JsonElement app, string part) => app.GetProperty("properties").GetProperty("configuration").GetProperty(part);

    private static int Int(JsonElement element, string member) => element.GetProperty(member).GetInt32();
}
