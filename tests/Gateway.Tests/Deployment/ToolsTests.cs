using System.Diagnostics;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Deployment;

/// <summary>What the schema of the Compose Specification and a linter of Dockerfiles find.</summary>
public sealed class ToolsTests
{
    private static readonly string Folder = Path.Combine(Corpus.RepositoryRoot, "tests", "Gateway.Tests", "Deployment");

    [Theory]
    [InlineData("compose")]
    [InlineData("dockerfile")]
    public async Task Check_FindsNothing(string what)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            const string Lack = "The checks are not installed: run 'npm ci --omit=dev' in tests/Gateway.Tests/Deployment.";
            Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, Lack);
            Assert.Skip(Lack);
        }

        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder, "check.mjs"), what, DeployedGateway.Path(what is "compose" ? "compose.yaml" : "Dockerfile")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("node does not start.");
        var error = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", output + await error);
        Assert.Equal(0, node.ExitCode);
    }
}
