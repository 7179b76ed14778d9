using System.Net;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>What happens between the command and the first request.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Start_EmptyData_MakesOneKeyForItsOwnerOnlyAndKeepsIt()
    {
        string key;
        await using (var first = await GatewayProcess.StartAsync(_data))
        {
            key = await File.ReadAllTextAsync(_data.KeyFile);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_data.KeyFile));
            Assert.Contains(_data.KeyFile, first.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(key.Trim(), first.Output, StringComparison.Ordinal);
        }

        await using var second = await GatewayProcess.StartAsync(_data);
        Assert.Equal(key, await File.ReadAllTextAsync(_data.KeyFile));
        using var answer = await second.Publisher.PutAsync("api/articles/hello", Json(Records.Json("hello")));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Start_Ready_SaysSoOnTheManagementListenerOnly()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        using var management = new HttpClient { BaseAddress = gateway.Management };

        Assert.Equal("ready\n", await management.GetStringAsync("readyz"));
        Assert.Equal("healthy\n", await management.GetStringAsync("healthz"));
        Assert.Contains("Orleans", await management.GetStringAsync("dashboard/"), StringComparison.OrdinalIgnoreCase);
        var index = await management.GetStringAsync("");
        foreach (var path in (string[])["/healthz", "/readyz", "/metrics", "/dashboard/", "/cache/purge"])
            Assert.Contains(path, index, StringComparison.Ordinal);
        await gateway.Client.GetAsync("robots.txt");
        var metrics = await management.GetStringAsync("metrics");
        Assert.Contains("http_server_request_duration_seconds", metrics, StringComparison.Ordinal);
        Assert.Contains("orleans_", metrics, StringComparison.Ordinal);
        foreach (var path in (string[])["readyz", "healthz", "metrics", "dashboard/"])
            Assert.Equal(HttpStatusCode.NotFound, (await gateway.Client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Start_SecondGatewayOnTheSameData_IsRefusedInOneLine()
    {
        await using var first = await GatewayProcess.StartAsync(_data);

        var second = await GatewayProcess.RunAsync(_data, "--urls", "http://127.0.0.1:0", "--Gateway:Management:Urls=http://127.0.0.1:0");

        Assert.Equal(1, second.ExitCode);
        Assert.Equal("", second.Output);
        Assert.Contains("in use by another gateway", Assert.Single(second.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first.Client.GetAsync("robots.txt")).StatusCode);
    }

    [Fact]
    public async Task Start_SeveralGateways_ShareAMachine()
    {
        using var other = new DataFolder();
        await using var first = await GatewayProcess.StartAsync(_data);
        await using var second = await GatewayProcess.StartAsync(other);

        Assert.Equal(HttpStatusCode.OK, (await first.Client.GetAsync("robots.txt")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second.Client.GetAsync("robots.txt")).StatusCode);
    }

    [Fact]
    public async Task Start_AddressTaken_SaysWhichSetting()
    {
        await using var first = await GatewayProcess.StartAsync(_data);
        using var other = new DataFolder();

        var second = await GatewayProcess.RunAsync(other, "--urls", first.Address.GetLeftPart(UriPartial.Authority), "--Gateway:Management:Urls=http://127.0.0.1:0");

        Assert.Equal(1, second.ExitCode);
        Assert.StartsWith("urls: cannot listen at", Assert.Single(second.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MistakesInSettings_AreAllListedOnePerLine()
    {
        var result = await GatewayProcess.RunAsync(
            _data,
            "--urls=nope",
            "--Gateway:Role=edge",
            "--Gateway:PublicUrl=ftp://example.org",
            "--Gateway:PublicUri=http://example.org",
            "--Gateway:Drain:Timeout=soon",
            "--Gateway:Edge:MaxRequestHeaders=1",
            "--Gateway:Storage:Provider=AzureStorage",
            "--Gateway:Publication:Language=not_a_tag",
            "--Gateway:Publishers:acme:Key=hunter2");

        Assert.Equal(78, result.ExitCode);
        Assert.Equal("", result.Output);
        string[] keys =
        [
            "Gateway:Drain:Timeout:", "Gateway:Edge:MaxRequestHeaders:", "Gateway:Origins:", "Gateway:PublicUri:", "Gateway:PublicUrl:", "Gateway:Publication:Language:",
            "Gateway:Publishers:acme:Key:", "Gateway:Storage:ConnectionString:", "Gateway:Storage:Provider:", "urls:",
        ];
        Assert.Equal(keys, result.ErrorLines.Select(l => l.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("hunter2", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_data.Path));
    }

    [Theory]
    [InlineData("http://127.0.0.1:18081", "http://127.0.0.1:18081")]
    [InlineData("http://127.0.0.1:18080;http://*:18081", "http://127.0.0.1:18081")]
    [InlineData("http://localhost:18081", "http://[::]:18081/")]
    [InlineData("http://127.0.0.1:8081", null)]
    public async Task Start_SameListenerForReadersAndOperators_IsRefusedInOneLine(string urls, string? management)
    {
        var result = await GatewayProcess.RunAsync(_data, management is null ? ["--urls=" + urls] : ["--urls=" + urls, "--Gateway:Management:Urls=" + management]);

        Assert.Equal(78, result.ExitCode);
        Assert.StartsWith("urls: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Contains(" of Gateway:Management:Urls ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_data.File("data")));
    }

    [Theory]
    [InlineData("--Gateway:Role=banana", "Gateway:Role: \"banana\" is not one of all, silo, edge.")]
    [InlineData("--Gateway:Log:Format=xml", "Gateway:Log:Format: \"xml\" is not one of text, json.")]
    [InlineData("--Gateway:Storage:Provider=azure", "Gateway:Storage:Provider: \"azure\" is not one of Sqlite, AzureStorage.")]
    public async Task Start_ValueThatIsNoneOfAFew_IsToldWhichThereAreAsTheReadmeSpellsThem(string setting, string line)
    {
        var result = await GatewayProcess.RunAsync(_data, setting);

        Assert.Equal(78, result.ExitCode);
        Assert.Equal([line], result.ErrorLines);
    }

    [Theory]
    [InlineData("--Gateway:Role=edge", "Gateway:Origins: an edge needs the address of at least one silo")]
    [InlineData("--Gateway:Role=edge --Gateway:Origins:0=silo:8080", "Gateway:Origins:0: \"silo:8080\" is not an absolute http or https address.")]
    [InlineData("--Gateway:Origins:0=http://silo:8080", "Gateway:Origins: belongs to the role edge.")]
    [InlineData("--Gateway:Role=edge --Gateway:Origins:0=http://silo:8080 --Gateway:Storage:Provider=AzureStorage --Gateway:Storage:ConnectionString=UseDevelopmentStorage=true", "Gateway:Storage:Provider: AzureStorage belongs to the role silo; an edge stores nothing.")]
    [InlineData("--Gateway:Storage:Provider=azurestorage --Gateway:Storage:ConnectionString=UseDevelopmentStorage=true", "Gateway:Storage:Provider: AzureStorage belongs to the role silo; the role all keeps")]
    [InlineData("--Gateway:Role=silo --Gateway:Storage:Provider=AzureStorage", "Gateway:Storage:ConnectionString: is missing")]
    [InlineData("--Gateway:Role=silo --Gateway:Storage:Provider=AzureStorage --Gateway:Storage:ConnectionString=AccountKey=s3cret", "Gateway:Storage:ConnectionString: is neither a connection string nor")]
    [InlineData("--Gateway:Role=silo --Gateway:Storage:Provider=AzureStorage --Gateway:Storage:ConnectionString=http://a.blob.example.org/", "Gateway:Storage:ConnectionString: is neither a connection string nor")] // A token goes over TLS only.
    [InlineData("--Gateway:Storage:ConnectionString=UseDevelopmentStorage=true", "Gateway:Storage:ConnectionString: belongs to the provider AzureStorage.")]
    [InlineData("--Gateway:Role=silo --Gateway:Storage:Provider=AzureStorage --Gateway:Storage:ConnectionString=UseDevelopmentStorage=true --urls=http://127.0.0.1:0", "urls: a silo of a cluster needs a port")]
    [InlineData("--Gateway:Cluster:Key=s3cret-s3cret-s3cret-s3cret-s3cret", "Gateway:Cluster:Key: belongs to the roles silo and edge")]
    [InlineData("--Gateway:Role=edge --Gateway:Origins:0=https://silo:8080", "Gateway:Origins:0: \"https://silo:8080\" needs Gateway:Cluster:Certificate, CertificateKey and Authority")]
    [InlineData("--Gateway:Role=edge --Gateway:Origins:0=http://silo:8080 --Gateway:Cluster:Key=s3cret", "Gateway:Cluster:Key: must be at least 32 visible ASCII characters.")]
    public async Task Start_RoleWithoutWhatItNeeds_OrWithWhatItHasNoUseFor_IsToldInOneLine(string settings, string line)
    {
        var result = await GatewayProcess.RunAsync(_data, settings.Split(' '));

        Assert.Equal(78, result.ExitCode);
        Assert.StartsWith(line, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://localhost:8080", false)]
    public async Task Start_LinksThatLeadElsewhereByDefault_AreWarnedOfOnce(string? publicUrl, bool warns)
    {
        // It ends with its input, which is at its end.
        string[] settings = ["--urls=http://127.0.0.1:0", "--Gateway:Management:Urls=http://127.0.0.1:0", "--Gateway:StopWithInput=true"];
        var result = await GatewayProcess.RunAsync(_data, publicUrl is null ? settings : [.. settings, "--Gateway:PublicUrl=" + publicUrl]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(warns ? 1 : 0, result.Output.Split('\n').Count(l => l.Contains("warn: Gateway[1010] Gateway:PublicUrl is not set", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("run", 78)]
    [InlineData("import --sample", 2)]
    [InlineData("backup copy", 1)]
    public async Task Start_SettingsFileThatIsNoJson_IsToldWithThePlace(string command, int exitCode)
    {
        await File.WriteAllTextAsync(_data.File("appsettings.json"), "{\n  \"Gateway\": {\n    \"Role\": all\n  }\n}\n");

        var result = await GatewayProcess.RunAsync(_data, command is "run" ? [] : command.Split(' '));

        Assert.Equal(exitCode, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.Contains(_data.File("appsettings.json"), line, StringComparison.Ordinal);
        Assert.Contains("Line 3, byte 13: ", line, StringComparison.Ordinal);
    }

    // What the W3C feed validator calls invalid in an RSS link must stand in none.
    [Theory]
    [InlineData("http://[2001:db8::1]:8080")]
    [InlineData("http://[::1]")]
    [InlineData("https://bücher.example")]
    [InlineData("https://a..example")]
    [InlineData("https://user@a.example")]
    public async Task Start_PublicHostThatNoFeedMayCarry_IsRefusedInOneLine(string url)
    {
        var result = await GatewayProcess.RunAsync(_data, "--Gateway:PublicUrl=" + url, "--Gateway:Publication:Icon=" + url + "/icon.png");

        Assert.Equal(78, result.ExitCode);
        Assert.Equal(["Gateway:PublicUrl:", "Gateway:Publication:Icon:"], result.ErrorLines.Select(l => l.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Start_ValuesThatAreNone_AreListedOnePerLine()
    {
        var result = await GatewayProcess.RunAsync(_data, "--Logging:LogLevel:Default=Loud", "--Gateway:Cache=5");

        Assert.Equal(78, result.ExitCode);
        Assert.Equal(["Gateway:Cache:", "Logging:LogLevel:Default:"], result.ErrorLines.Select(l => l.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Start_DurationsThatAreBareNumbers_AreRefusedInALineEach()
    {
        var result = await GatewayProcess.RunAsync(
            _data,
            "--Gateway:Drain:Timeout=30",
            "--Gateway:Drain:Delay=0",
            "--Gateway:Cache:StaleWhenDisconnected=1",
            "--Gateway:Intake:RetryDelay=250",
            "--Gateway:Edge:SilenceTimeout=90000000000",
            "--Gateway:Cache:OriginPatience=00:00:05",
            "--ReverseProxy:Clusters:site:HttpRequest:ActivityTimeout=20");

        Assert.Equal(78, result.ExitCode);
        string[] lines =
        [
            "Gateway:Cache:StaleWhenDisconnected: \"1\" would be days; write hh:mm:ss, such as 00:00:30.",
            "Gateway:Drain:Timeout: \"30\" would be days; write hh:mm:ss, such as 00:00:30.",
            "Gateway:Edge:SilenceTimeout: \"90000000000\" would be days; write hh:mm:ss, such as 00:00:30.",
            "Gateway:Intake:RetryDelay: \"250\" would be days; write hh:mm:ss, such as 00:00:30.",
            "ReverseProxy:Clusters:site:HttpRequest:ActivityTimeout: \"20\" would be days; write hh:mm:ss, such as 00:00:30.",
        ];
        Assert.Equal(lines, result.ErrorLines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Start_MistakesInTheOperatorsRoutes_AreAllListedOnePerLine()
    {
        var result = await GatewayProcess.RunAsync(
            _data,
            "--ReverseProxy:Rootes:site:ClusterId=site",
            "--ReverseProxy:Routes:lost:ClusterId=nowhere",
            "--ReverseProxy:Routes:lost:Match:Path=/lost",
            "--ReverseProxy:Routes:torn:ClusterId=site",
            "--ReverseProxy:Routes:torn:Match:Path=/{torn",
            "--ReverseProxy:Routes:odd:ClusterId=site",
            "--ReverseProxy:Routes:odd:Match:Path=/odd",
            "--ReverseProxy:Routes:odd:Transforms:0:Nope=1",
            "--ReverseProxy:Routes:void:ClusterId=void",
            "--ReverseProxy:Routes:void:Match:Path=/void",
            "--ReverseProxy:Clusters:void:LoadBalancingPolicy=Random",
            "--ReverseProxy:Clusters:site:Destinations:a:Address=site.example",
            "--ReverseProxy:Clusters:site:LoadBalancingPolicy=Whim");

        Assert.Equal(78, result.ExitCode);
        Assert.Equal("", result.Output);
        string[] keys =
        [
            "ReverseProxy:Clusters:site:", "ReverseProxy:Clusters:site:Destinations:a:Address:", "ReverseProxy:Clusters:void:Destinations:", "ReverseProxy:Rootes:", "ReverseProxy:Routes:lost:ClusterId:",
            "ReverseProxy:Routes:odd:", "ReverseProxy:Routes:torn:",
        ];
        Assert.Equal(keys, result.ErrorLines.Select(l => l.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(_data.Path));
    }

    [Fact]
    public async Task Start_ValueOfTheWrongKindInTheOperatorsRoutes_NamesItsKey()
    {
        var result = await GatewayProcess.RunAsync(_data, "--ReverseProxy:Routes:site:Order=first");

        Assert.Equal(78, result.ExitCode);
        Assert.StartsWith("ReverseProxy:Routes:site:Order: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_MisspeltOption_IsRefusedByName()
    {
        var result = await GatewayProcess.RunAsync(_data, "import", "--smaple");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("\"--smaple\" is not an option of import", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("improt")]
    [InlineData("--Gatway:Role=all")]
    [InlineData("--urls")]
    public async Task Start_WrongArgument_IsRefused(string argument)
    {
        var result = await GatewayProcess.RunAsync(_data, argument);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(argument.Split('=')[0], Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
}
