using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests.Browsing;

/// <summary>Debian's Chromium, headless, spoken to by its DevTools protocol: what it shows, and what it complains of.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("gateway-browser-");
    private readonly ClientWebSocket _socket = new();
    private readonly Process _process;
    private readonly List<string> _complaints = [];
    private string? _session;
    private int _id;

    private Browser(string executable)
    {
        var start = new ProcessStartInfo(executable, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0", "--user-data-dir=" + _profile.FullName, "about:blank"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("Not started.");
    }

    /// <summary>Errors and warnings of the console, refusals by the Content-Security-Policy, and answers over 399, of the page last opened.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>A browser; skips the calling test where there is none, fails it in CI.</summary>
    public static async Task<Browser> StartAsync()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (Names.SelectMany(n => folders.Select(f => Path.Combine(f, n))).FirstOrDefault(File.Exists) is not { } executable)
        {
            if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
                Assert.Fail("In CI Chromium must be there.");
            Assert.Skip("Chromium is not installed.");
            throw new InvalidOperationException("Skipped above.");
        }

        var browser = new Browser(executable);
        try
        {
            await browser.ConnectAsync().WaitAsync(GatewayProcess.Patience);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page, and waits until everything in it has loaded.</summary>
    public async Task OpenAsync(Uri address)
    {
        _complaints.Clear();
        await CallAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri });
        while (!string.Equals((string?)(await ReceiveAsync())["method"], "Page.loadEventFired", StringComparison.Ordinal))
        {
        }
    }

    /// <summary>What an expression is in the page, as text.</summary>
    public async Task<string> EvaluateAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = $"String({expression})", ["returnByValue"] = true });
        return (string?)answer["result"]?["value"] ?? throw new InvalidOperationException($"{expression}: {answer.ToJsonString()}");
    }

    /// <summary>Shows pages as on another medium: <c>print</c>, or <c>screen</c> with features such as <c>forced-colors</c>.</summary>
    public Task EmulateAsync(string media, params (string Name, string Value)[] features) => CallAsync(
        "Emulation.setEmulatedMedia",
        new JsonObject { ["media"] = media, ["features"] = new JsonArray([.. features.Select(f => new JsonObject { ["name"] = f.Name, ["value"] = f.Value })]) });

    /// <summary>A picture of the page for people to look at, into the folder that <c>GATEWAY_TEST_PICTURES</c> names; nothing without one.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_TEST_PICTURES") is not { Length: > 0 } folder)
            return;

        var answer = await CallAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = true });
        await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), Convert.FromBase64String((string?)answer["data"] ?? ""));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A helper process of the browser still writes; the system's temporary folder is emptied anyway.
        }
    }

    private async Task ConnectAsync()
    {
        const string Listening = "DevTools listening on ";
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync() ?? throw new InvalidOperationException("The browser ended.");
        }
        while (!line.StartsWith(Listening, StringComparison.Ordinal));

        // A full pipe would stop it.
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        await _socket.ConnectAsync(new Uri(line[Listening.Length..].Trim()), CancellationToken.None);
        var target = await CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        var attached = await CallAsync("Target.attachToTarget", new JsonObject { ["targetId"] = (string?)target["targetId"], ["flatten"] = true });
        _session = (string?)attached["sessionId"];
        foreach (var domain in (string[])["Page", "Log", "Network", "Runtime"])
            await CallAsync(domain + ".enable", []);
    }

    private async Task<JsonObject> CallAsync(string method, JsonObject parameters)
    {
        var id = ++_id;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
            message["sessionId"] = _session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (true)
        {
            var answer = await ReceiveAsync();
            if ((int?)answer["id"] == id)
                return answer["result"] as JsonObject ?? throw new InvalidOperationException($"{method}: {answer.ToJsonString()}");
        }
    }

    private async Task<JsonObject> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(GatewayProcess.Patience);
        using var message = new MemoryStream();
        var buffer = new byte[16_384];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        var answer = JsonNode.Parse(message.ToArray()) as JsonObject ?? [];
        Note((string?)answer["method"], answer["params"]);
        return answer;
    }

    private void Note(string? method, JsonNode? parameters)
    {
        var complaint = method switch
        {
            "Log.entryAdded" => (string?)parameters?["entry"]?["text"],
            "Runtime.exceptionThrown" or "Runtime.consoleAPICalled" or "Network.loadingFailed" => parameters?.ToJsonString(),
            "Network.responseReceived" when (int?)parameters?["response"]?["status"] >= 400 => $"{parameters["response"]?["url"]}: {parameters["response"]?["status"]}",
            _ => null,
        };
        if (complaint is not null)
            _complaints.Add(complaint);
    }
}
