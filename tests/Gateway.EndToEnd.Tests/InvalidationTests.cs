using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>What a publisher was told of is what readers get, through the cache.</summary>
public sealed class InvalidationTests
{
    private static readonly string[] Formats = ["/news/{0}.md", "/news/{0}.txt", "/news/{0}.json", "/news/{0}.jsonld", "/news/{0}"];
    private static readonly string[] Feeds = ["/latest.rss", "/latest.atom", "/latest.json", "/latest", "/topics/news.rss", "/llms.txt", "/"];

    [Fact]
    public async Task Publish_IsSeenByTheFirstReadAfterIt_InAllFormats_WhileOthersRead()
    {
        await using var gateway = await GatewayProcess.StartAsync(new DataFolder());
        await PutAsync(gateway, "a", "Zero");
        using var done = new CancellationTokenSource();
        // Readers without rest: fills under way, hot entries, refreshes.
        var readers = Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            for (var at = i; !done.IsCancellationRequested; at++)
            {
                var address = string.Format(null, (at % 2 == 0 ? Feeds : Formats)[at % 5], "a");
                using var answer = await gateway.Client.GetAsync(new Uri(address, UriKind.Relative));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        })).ToArray();

        for (var i = 1; i <= 60; i++)
        {
            var title = $"Edition {i} of it";
            await PutAsync(gateway, "a", title);
            var seen = await Task.WhenAll(Feeds.Concat(Formats).Select(f => TextAsync(gateway, string.Format(null, f, "a"))));
            Assert.All(seen, text => Assert.Contains(title, text, StringComparison.Ordinal));
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task CachedAbsence_EndsWithThePublish_AndPresenceWithTheRetraction()
    {
        await using var gateway = await GatewayProcess.StartAsync(new DataFolder());
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway, "/news/b.txt"));
        await PutAsync(gateway, "b", "There");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "/news/b.txt"));
        Assert.Contains("There", await TextAsync(gateway, "/latest.rss"), StringComparison.Ordinal);

        using var retracted = await gateway.Publisher.DeleteAsync(new Uri("/api/articles/b", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, retracted.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(gateway, "/news/b.txt"));
        Assert.DoesNotContain("There", await TextAsync(gateway, "/latest.rss"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BulkLines_AreTrueForReaders_WhenTheyArrive_AndHoldNothingInternal()
    {
        await using var gateway = await GatewayProcess.StartAsync(new DataFolder());
        await TextAsync(gateway, "/latest.json");
        await TextAsync(gateway, "/latest.json");
        using var answer = await gateway.Publisher.PostAsync(
            new Uri("/api/articles", UriKind.Relative),
            new StringContent(string.Join('\n', Records.Many(300)), Encoding.UTF8, "application/x-ndjson"));
        AssertNothingInternal(answer);
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        Assert.Equal(300, lines.Length);
        Assert.All(lines, l => Assert.Equal(201, JsonNode.Parse(l)!["status"]!.GetValue<int>())); // Not null: a line of an answer.
        var feed = JsonNode.Parse(await TextAsync(gateway, "/latest.json"))!["items"]!.AsArray(); // Not null: a feed.
        Assert.Equal(50, feed.Count);
    }

    [Fact]
    public async Task Internals_AreOutOfReach_AndStayInside()
    {
        await using var gateway = await GatewayProcess.StartAsync(new DataFolder());
        await PutAsync(gateway, "a", "T");
        foreach (var path in (string[])["/internal/changes", "/internal%2Fchanges", "//internal/changes", "/x/../internal/changes", "/INTERNAL/changes", "/internal/changes?epoch=1&after=0"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            request.Headers.TryAddWithoutValidation("Gateway-Listener", "evil");
            request.Headers.TryAddWithoutValidation("Gateway-Edge", "evil");
            using var answer = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.InRange((int)answer.StatusCode, 400, 499);
            AssertNothingInternal(answer);
        }

        foreach (var method in (string[])["GET", "HEAD", "OPTIONS"])
        {
            foreach (var path in (string[])["/news/a.txt", "/news/a.txt", "/latest.rss", "/", "/news/never", "/latest/archives/never.rss", "/robots.txt"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                request.Headers.TryAddWithoutValidation("Gateway-Edge", "evil");
                request.Headers.TryAddWithoutValidation("Range", "bytes=0-9");
                using var answer = await gateway.Client.SendAsync(request);
                AssertNothingInternal(answer);
            }
        }
    }

    [Fact]
    public async Task Purge_ThrowsAway_WhatItIsToldTo_AndRefusesWhatItCannotRead()
    {
        await using var gateway = await GatewayProcess.StartAsync(new DataFolder());
        await PutAsync(gateway, "a", "T");
        foreach (var (body, path) in ((string, string)[])
        [
            ("""{"article":"a"}""", "/news/a.txt"),
            ("""{"topic":"latest"}""", "/latest.rss"),
            ("""{"topic":"topics/news"}""", "/topics/news.rss"),
            ("""{"all":true}""", "/latest.atom"),
            ($$"""{"address":"{{gateway.Address}}news/a.md"}""", "/news/a.md"),
        ])
        {
            await TextAsync(gateway, path);
            Assert.True(await IsHitAsync(gateway, path), $"{path} is not stored.");
            using var answer = await PurgeAsync(gateway, body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.InRange((await answer.Content.ReadFromJsonAsync<JsonObject>())!["purged"]!.GetValue<int>(), 1, 100); // Not null: the answer to a purge.
            // What it named is gone: whoever mistypes an address reads the same.
            using var again = await PurgeAsync(gateway, body);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            Assert.Equal("""{"purged":0}""", await again.Content.ReadAsStringAsync());
            Assert.False(await IsHitAsync(gateway, path), $"{path} is stored still.");
        }

        foreach (var body in (string[])["", "null", "{}", "[]", "{\"all\":false}", "{\"all\":true,\"topic\":\"latest\"}", "{\"topic\":\"x\"}", "{\"article\":\"a.b\"}", "{\"address\":\"/x\"}", "{\"address\":\"ftp://x/\"}", "{\"adress\":\"http://x/\"}", "{\"all\":true,\"all\":true}", "{\"all\":7}", "{\"address\":[]}"])
        {
            using var answer = await PurgeAsync(gateway, body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            var problem = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("Gateway.", problem, StringComparison.Ordinal);
            Assert.DoesNotContain(".NET", problem, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", problem, StringComparison.Ordinal);
        }

        using var plain = await gateway.Client.PostAsync(new Uri(gateway.Management, "/cache/purge"), new StringContent("""{"all":true}"""));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, plain.StatusCode);

        foreach (var (name, value) in ((string, string)[])[("Origin", "http://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site")])
        {
            using var page = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Management, "/cache/purge")) { Content = Records.Content("{\"all\":true}"), Headers = { { name, value } } };
            using var refused = await gateway.Client.SendAsync(page);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Management_AskedByAnotherName_AltersAndShowsNothing()
    {
        await using var gateway = await GatewayProcess.StartAsync(new DataFolder(), "--Gateway:Management:Hosts=ops.example; 192.0.2.7");
        var port = gateway.Management.Port;
        (string Host, int Status)[] rows =
        [
            ($"127.0.0.1:{port}", 200), ($"localhost:{port}", 200), ("LOCALHOST", 200), ("gateway.localhost", 200), ($"[::1]:{port}", 200), ("127.1.2.3", 200),
            ("ops.example", 200), ("OPS.example.", 200), ("192.0.2.7", 200),
            ("evil.example", 421), ($"127.0.0.1.evil.example:{port}", 421), ("localhost.evil.example", 421), ("evil-localhost", 421), ("192.0.2.8", 421), ("ops.example.evil", 421),
        ];
        foreach (var (host, status) in rows)
        {
            using var purge = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Management, "/cache/purge")) { Content = Records.Content("{\"all\":true}"), Headers = { Host = host } };
            using var purged = await gateway.Client.SendAsync(purge);
            Assert.True(status == (int)purged.StatusCode, $"{host}: {purged.StatusCode}");
            using var look = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Management, "/dashboard/")) { Headers = { Host = host } };
            using var seen = await gateway.Client.SendAsync(look);
            Assert.True(status == (int)seen.StatusCode, $"{host}: {seen.StatusCode}");
            if (status == 421)
                Assert.Contains("Gateway:Management:Hosts", await purged.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // Orchestrators and Prometheus ask under names of their own.
        foreach (var path in (string[])["/healthz", "/readyz", "/metrics"])
        {
            using var probe = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Management, path)) { Headers = { Host = "pod-7.svc" } };
            using var answer = await gateway.Client.SendAsync(probe);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Management_BoundEverywhere_TakesAnyAddressAndNoStrangeName()
    {
        await using var gateway = await GatewayProcess.StartAsync(new DataFolder(), "--Gateway:Management:Urls=http://0.0.0.0:0");
        foreach (var (host, status) in new[] { ("10.1.2.3", 200), ("[2001:db8::1]", 200), ("localhost", 200), ("evil.example", 421), ("10.1.2.3.evil.example", 421) })
        {
            using var purge = new HttpRequestMessage(HttpMethod.Post, new UriBuilder(gateway.Management) { Host = "127.0.0.1", Path = "/cache/purge" }.Uri) { Content = Records.Content("{\"all\":true}"), Headers = { Host = host } };
            using var purged = await gateway.Client.SendAsync(purge);
            Assert.True(status == (int)purged.StatusCode, $"{host}: {purged.StatusCode}");
        }
    }

    private static void AssertNothingInternal(HttpResponseMessage answer) =>
        Assert.DoesNotContain(answer.Headers.Concat(answer.Content.Headers), h => h.Key.StartsWith("Gateway-", StringComparison.OrdinalIgnoreCase));

    private static async Task PutAsync(GatewayProcess gateway, string slug, string title)
    {
        using var answer = await gateway.Publisher.PutAsync(new Uri("/api/articles/" + slug, UriKind.Relative), Records.Content(Records.Json(slug, title)));
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        AssertNothingInternal(answer);
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayProcess gateway, string path)
    {
        using var answer = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }

    private static Task<string> TextAsync(GatewayProcess gateway, string path) => gateway.Client.GetStringAsync(new Uri(path, UriKind.Relative));

    private static async Task<bool> IsHitAsync(GatewayProcess gateway, string path)
    {
        using var answer = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative));
        return answer.Headers.GetValues("Cache-Status").Any(v => v.Contains("hit", StringComparison.Ordinal));
    }

    private static Task<HttpResponseMessage> PurgeAsync(GatewayProcess gateway, string body) =>
        gateway.Client.PostAsync(new Uri(gateway.Management, "/cache/purge"), Records.Content(body));
}
