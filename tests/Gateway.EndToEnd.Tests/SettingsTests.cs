using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>What operators set, seen from outside.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Logs_AsJson_AreAnObjectOnEachLine()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data, "--Gateway:Log:Format=json");
        gateway.Terminate();
        Assert.Equal(0, await gateway.ExitAsync());

        var lines = gateway.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length >= 3, gateway.Output);
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            var entry = document.RootElement;
            Assert.EndsWith("Z", entry.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
            Assert.True(entry.GetProperty("Timestamp").TryGetDateTimeOffset(out _), line);
            Assert.NotEqual("", entry.GetProperty("Message").GetString());
            Assert.True(entry.GetProperty("EventId").GetInt32() >= 0 && entry.GetProperty("LogLevel").ValueKind == JsonValueKind.String, line);
        }

        Assert.DoesNotContain((await File.ReadAllTextAsync(_data.KeyFile)).Trim(), gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_NameTheService()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);

        var metrics = await gateway.Client.GetStringAsync(new Uri(gateway.Management, "/metrics"));

        Assert.Contains("service_name=\"gateway\"", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown_service", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfTheGateway_HasABracketForEachBracket()
    {
        var help = await GatewayProcess.RunAsync(_data, "--help");

        Assert.Equal(0, help.ExitCode);
        // A line of their own: no command takes settings.
        Assert.Contains("gateway [command] [options]" + Environment.NewLine, help.Output, StringComparison.Ordinal);
        Assert.Contains("gateway [--SETTING=VALUE...]" + Environment.NewLine, help.Output, StringComparison.Ordinal);
        Assert.Equal(help.Output.Count(c => c == '['), help.Output.Count(c => c == ']'));
        Assert.DoesNotContain("dditional", help.Output, StringComparison.Ordinal);
        Assert.Contains("import <FILE>", help.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import", "--help")]
    [InlineData("backup", "--help")]
    [InlineData("backup", "-h")]
    public async Task Help_OfACommand_NeedsNoArguments(string command, string option)
    {
        var help = await GatewayProcess.RunAsync(_data, command, option);

        Assert.Equal(0, help.ExitCode);
        Assert.Equal("", help.Error);
        Assert.Contains("Exit codes:", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_WithoutADirectory_IsRefused()
    {
        var backup = await GatewayProcess.RunAsync(_data, "backup");

        Assert.Equal(2, backup.ExitCode);
        Assert.NotEqual("", backup.Error);
    }

    [Fact]
    public async Task DrainTimeout_Passed_CutsOffWhatIsStillUnderWayAndLosesNothingAnswered()
    {
        await using (var gateway = await GatewayProcess.StartAsync(_data, "--Gateway:Drain:Timeout=00:00:02"))
        {
            using var bulk = await RawHttp.ConnectAsync(gateway.Address);
            await bulk.SendAsync(
                "POST /api/articles HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
                + $"Authorization: {gateway.Publisher.DefaultRequestHeaders.Authorization}\r\n\r\n");
            await bulk.SendChunkAsync(Records.Json("before") + "\n");
            await bulk.ReadUntilAsync("\"before\"");

            gateway.Terminate();
            Assert.Equal(0, await gateway.ExitAsync());

            var rest = "";
            try
            {
                while (await bulk.ReadLineAsync() is { } line)
                    rest += line + "\n";
            }
            catch (IOException)
            {
                // Reset: as good an abort as an end without a last chunk.
            }

            Assert.DoesNotContain("\n0\n", rest, StringComparison.Ordinal);
        }

        await using var again = await GatewayProcess.StartAsync(_data);
        using var before = await again.Client.GetAsync("news/before");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
    }

    [Fact]
    public async Task DataDirectory_TooDeepForASocketsPath_ServesAllTheSame()
    {
        var deep = Path.Combine([_data.Path, .. Enumerable.Repeat(new string('d', 60), 3)]);
        for (var start = 0; start < 2; start++)
        {
            await using var gateway = await GatewayProcess.StartAsync(_data, "--Gateway:DataDirectory=" + deep);
            gateway.Publisher.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(deep, "publisher.key"))).Trim());
            using var put = await gateway.Publisher.PutAsync("api/articles/hello", Records.Content(Records.Json("hello")));
            Assert.Equal(start == 0 ? HttpStatusCode.Created : HttpStatusCode.OK, put.StatusCode);
            Assert.Contains("hello", await gateway.Client.GetStringAsync("latest.rss"), StringComparison.Ordinal);
            gateway.Terminate();
            Assert.Equal(0, await gateway.ExitAsync());
        }
    }

    [Fact]
    public async Task Keys_OfSeveralPublishers_ChangeWhatIsTheirsAndTheOperatorsAll()
    {
        const string Alpha = "alpha-key-0123456789", Second = "alpha-second-0123456789", Beta = "beta-key-0123456789", Chief = "chief-key-0123456789";
        await using var gateway = await GatewayProcess.StartAsync(
            _data,
            "--Gateway:Publishers:alpha:Key=" + Alpha,
            "--Gateway:Publishers:alpha:SecondKey=" + Second,
            "--Gateway:Publishers:beta:Key=sha256:" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Beta))),
            "--Gateway:Publishers:chief:Key=" + Chief,
            "--Gateway:Publishers:chief:Operator=true");
        Assert.False(File.Exists(_data.KeyFile));

        Assert.Equal(201, await Put(Alpha, "One"));
        Assert.Equal(403, await Put(Beta, "Stolen"));
        Assert.Equal(403, await Delete(Beta));
        Assert.Equal(403, await Bulk(Beta, "Stolen"));
        Assert.Equal(401, await Put("nobodys-key-0123456789", "Stolen"));
        Assert.Equal(200, await Put(Second, "Two"));
        Assert.Equal(200, await Put(Chief, "Three"));
        // What an operator has changed stays its publisher's.
        Assert.Equal(200, await Put(Alpha, "Four"));
        Assert.Contains("\"Four\"", await gateway.Client.GetStringAsync("news/hello.json"), StringComparison.Ordinal);
        Assert.Equal(204, await Delete(Chief));
        Assert.Equal(403, await Put(Beta, "Stolen"));
        Assert.Equal(201, await Put(Alpha, "Five"));
        foreach (var key in (string[])[Alpha, Second, Beta, Chief])
            Assert.DoesNotContain(key, gateway.Output, StringComparison.Ordinal);

        Task<int> Put(string key, string title) => Send(HttpMethod.Put, "api/articles/hello", key, Records.Content(Records.Json("hello", title)));

        Task<int> Delete(string key) => Send(HttpMethod.Delete, "api/articles/hello", key, null);

        async Task<int> Bulk(string key, string title)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/articles") { Content = new StringContent(Records.Json("hello", title), System.Text.Encoding.UTF8, "application/x-ndjson") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var answer = await gateway.Client.SendAsync(request);
            using var line = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return line.RootElement.GetProperty("status").GetInt32();
        }

        async Task<int> Send(HttpMethod method, string path, string key, HttpContent? content)
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var answer = await gateway.Client.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }
}
