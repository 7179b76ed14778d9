using System.Globalization;
using System.Net;
using Gateway.EndToEnd.Tests.Feeds;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>Ctrl-C in the middle of an import.</summary>
public sealed class ImportSignalTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Import_Signalled_HasTheBatchesUnderWayAnsweredAndCountsThem(string signal)
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        await File.WriteAllLinesAsync(_data.File("many.ndjson"), Records.Many(60_000));

        var import = await gateway.ImportAsync(
            async process =>
            {
                using var patience = new CancellationTokenSource(GatewayProcess.Patience);
                while (true)
                {
                    using var answer = await gateway.Client.GetAsync("news/article-300", patience.Token);
                    if (answer.StatusCode == HttpStatusCode.OK)
                        break;
                }

                GatewayProcess.Signal(process, signal);
            },
            _data.File("many.ndjson"),
            "--batch",
            "50");

        Assert.Equal(130, import.ExitCode);
        Assert.Equal("", import.Error);
        Assert.Contains("To resume, start the same import again", import.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown", import.Output, StringComparison.Ordinal);
        var created = int.Parse(import.Output.Split('\n').Single(l => l.Contains(" created", StringComparison.Ordinal)).Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(created, 300, 59_999);
        Assert.Equal(created, (await FeedWalk.From(gateway.Client, "latest", "json")).Merge().Count);
    }
}
