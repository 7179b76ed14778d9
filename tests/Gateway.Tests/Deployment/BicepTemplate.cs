using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Deployment;

/// <summary><c>deploy/azure</c>, compiled and evaluated by Bicep itself as far as that goes without Azure.</summary>
internal static partial class BicepTemplate
{
    /// <summary>In place of what only Azure can say.</summary>
    public const string SilosAddress = "10.42.0.4";

    private const string ClusterKey = "another-key-that-only-tests-know";

    private const string Silos = "[0, 1, 2]";

    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["staticIp"] = SilosAddress,
        ["defaultDomain"] = "example.azurecontainerapps.io",
        ["primaryEndpoints.blob"] = "https://gateway.blob.core.windows.net/",
        ["clientId"] = "00000000-0000-0000-0000-000000000001",
    };

    private static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<JsonElement>>>> Evaluated = new(StringComparer.Ordinal);

    /// <summary>The program; null on machines that the package is not for.</summary>
    public static string? Compiler { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key is "Bicep")?.Value;

    /// <summary>What is to be made, with other silos than the usual where they are given.</summary>
    public static Task<IReadOnlyList<JsonElement>> ResourcesAsync(string silos = Silos) => Evaluated.GetOrAdd(silos, s => new(() => SnapshotAsync(s))).Value;

    private static async Task<IReadOnlyList<JsonElement>> SnapshotAsync(string silos)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-bicep-");
        try
        {
            foreach (var file in Directory.GetFiles(DeployedGateway.Path("azure")))
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            await RunAsync(
                [
                    "snapshot", Path.Combine(folder.FullName, "main.bicepparam"), "--mode", "overwrite", "--subscription-id", Guid.Empty.ToString(), "--resource-group", "news", "--location", "westeurope",
                ],
                silos);
            await using var stream = File.OpenRead(Path.Combine(folder.FullName, "main.snapshot.json"));
            using var snapshot = await JsonDocument.ParseAsync(stream);
            return [.. snapshot.RootElement.GetProperty("predictedResources").EnumerateArray().Select(r => r.Clone())];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs it; what it prints. Warnings count as errors.</summary>
    public static async Task<string> RunAsync(string[] arguments, string silos = Silos)
    {
        var start = new ProcessStartInfo(Compiler ?? throw new InvalidOperationException("There is no compiler."), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["GATEWAY_IMAGE"] = "example.azurecr.io/gateway:1.0.0",
                ["GATEWAY_REGISTRY"] = "example",
                ["GATEWAY_PUBLISHER_KEY"] = "a-key-that-only-tests-know",
                ["GATEWAY_CLUSTER_KEY"] = ClusterKey,
                ["GATEWAY_SILOS"] = silos,
                ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
            },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("Bicep does not start.");
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("", await error);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    /// <summary>A container app as the gateway that it is.</summary>
    public static DeployedGateway Gateway(JsonElement app) => new(
        app.GetProperty("name").GetString() ?? "",
        Container(app).GetProperty("env").EnumerateArray().ToDictionary(
            v => v.GetProperty("name").GetString() ?? "",
            v => v.TryGetProperty("value", out var value) ? Evaluate(value.GetString() ?? "") : Secret(app, v.GetProperty("secretRef").GetString()),
            StringComparer.Ordinal));

    // Its value is not shown; which parameter it is is what the test needs.
    private static string Secret(JsonElement app, string? name)
    {
        Assert.Contains(app.GetProperty("properties").GetProperty("configuration").GetProperty("secrets").EnumerateArray(), s => s.GetProperty("name").GetString() == name);
        return name is "cluster-key" ? ClusterKey : "a-key-that-only-tests-know";
    }

    public static JsonElement Container(JsonElement app) => app.GetProperty("properties").GetProperty("template").GetProperty("containers").EnumerateArray().Single();

    /// <summary>An expression that is left, with what Azure would say filled in.</summary>
    public static string Evaluate(string text)
    {
        if (!text.StartsWith('['))
            return text;
        if (Format().Match(text) is not { Success: true } format)
            return Known.Single(k => text.Contains("." + k.Key, StringComparison.Ordinal)).Value;
        object[] arguments = [.. Argument().Matches(format.Groups["arguments"].Value).Select(a => a.Groups["reference"].Success ? Known.Single(k => a.Value.EndsWith("." + k.Key, StringComparison.Ordinal)).Value : a.Value.Trim('\''))];
        return string.Format(CultureInfo.InvariantCulture, format.Groups["format"].Value, arguments);
    }

    [GeneratedRegex(@"^\[format\('(?<format>[^']*)', (?<arguments>.*)\)\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Format();

    [GeneratedRegex(@"(?<reference>reference\(.*?\)\.[\w.]+)|'[^']*'|\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Argument();
}
