using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Edge.Forwarding;
using Gateway.Hosting;
using Gateway.Management;
using Gateway.Tests.Shared;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Deployment;

/// <summary>A gateway as some file deploys it, held against what the gateway itself accepts and does.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Environment">Its environment besides the image's.</param>
internal sealed record DeployedGateway(string Name, IReadOnlyDictionary<string, string> Environment)
{
    public static Dockerfile Image { get; } = Dockerfile.Read(Path("Dockerfile"));

    /// <summary>The file's path, from <c>deploy</c>.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Corpus.RepositoryRoot, "deploy", .. parts]);

    /// <summary>The settings that it starts with, having passed every check of a start.</summary>
    public async Task<GatewaySettings> SettingsAsync()
    {
        var environment = Image.Environment.Concat(Environment).GroupBy(v => v.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
        Assert.All(
            environment.Keys.Except(DeployedVariables.OfOthers, StringComparer.Ordinal),
            name => Assert.Contains(DeployedVariables.ToArguments([new(name, "")])[0][2..].Split('=', ':')[0], GatewayCommandLine.Settings, StringComparer.OrdinalIgnoreCase));
        using var configuration = GatewayConfiguration.Read(DeployedVariables.ToArguments(environment));
        Assert.Equal([], SettingsValidator.Mistakes(configuration).Concat(await OperatorConfiguration.MistakesAsync(configuration)));
        var settings = GatewaySettings.From(configuration);
        // With a root that is read-only it could not.
        Assert.False(settings.KeepsData, $"{Name} keeps data in a container.");
        return settings;
    }

    /// <summary>How long it may take from SIGTERM to its end: what serves and the management listener stop one after the other.</summary>
    public static TimeSpan LongestStop(GatewaySettings settings) => settings.Drain.Delay + (2 * settings.Drain.Timeout);

    /// <summary>The port of the first address that it serves at.</summary>
    public static int Port(string urls) => ListenAddresses.FromThisMachine(urls)?.Port ?? 0;

    /// <summary>Whether something outside its container reaches an address that it listens at.</summary>
    public static bool IsReachable(string urls) => urls.Contains("://*:", StringComparison.Ordinal);

    /// <summary>What a probe asks its management listener for, which must have it.</summary>
    public static async Task HasProbesAsync(GatewaySettings settings, IReadOnlyCollection<(string Path, int Port)> probes)
    {
        Assert.Equal(["/healthz", "/readyz"], probes.Select(p => p.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        await using var management = ManagementApplication.Build(new ConfigurationBuilder().Build(), NullLoggerFactory.Instance, settings, new GatewayStatus());
        var paths = ((IEndpointRouteBuilder)management).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText).ToHashSet(StringComparer.Ordinal);
        Assert.All(probes, probe =>
        {
            Assert.Contains(probe.Path, paths);
            Assert.Equal(Port(settings.Management.Urls), probe.Port);
        });
        Assert.True(IsReachable(settings.Management.Urls));
    }
}
