using System.Net;
using Gateway.Origin.Tests.Hosting;
using Gateway.Trust;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Origin.Tests.Edges;

/// <summary>A silo whose cluster has a key.</summary>
public sealed class EdgeGateTests
{
    private const string Key = "a-key-of-the-cluster-0123456789-0123456789", Second = "another-key-of-the-cluster-0123456789";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 4, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/latest.rss")]
    [InlineData("HEAD", "/latest.rss")]
    [InlineData("GET", "/news/hello.json")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/internal/changes")]
    [InlineData("OPTIONS", "/api/articles")]
    [InlineData("PUT", "/api/articles/hello")]
    [InlineData("POST", "/api/articles")]
    [InlineData("TRACE", "/")]
    public async Task Request_WithoutAGoodProof_GetsNothing(string method, string path)
    {
        await using var host = await StartAsync();
        string?[] proofs =
        [
            null, "", "x", Key, "Bearer " + Key,
            new ClusterKeys(Second + "-unknown").Prove(method, path, _time.GetUtcNow()),
            Prove(method, path + "?x"),
            Prove(method == "GET" ? "HEAD" : "GET", path),
        ];
        foreach (var proof in proofs)
        {
            using var answer = await host.SendAsync(method, path, [("Gateway-Listener", "e"), ("Gateway-Edge", "e"), ("Authorization", "Bearer " + OriginHost.Key), .. proof is null ? [] : new[] { ("Gateway-Proof", proof) }]);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Gateway-Cluster", answer.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Equal("key", answer.Headers.GetValues("Gateway-Refused").Single());
            Assert.DoesNotContain(answer.Headers, h => h.Key is "Gateway-Tags" or "Gateway-Source" or "Gateway-Revision" or "ETag");
            Assert.DoesNotContain("hello", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(host, "/news/hello")).StatusCode);
    }

    [Theory]
    [InlineData("/latest.rss")]
    [InlineData("/latest.rss?limit=5&x=%2F")]
    public async Task Request_WithAProof_IsAnswered(string path)
    {
        await using var host = await StartAsync();
        using var answer = await AskAsync(host, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, h => h.Key is "Gateway-Proof" or "Gateway-Refused");
        using var second = await host.GetAsync(path, ("Gateway-Proof", new ClusterKeys(Second).Prove("GET", path, _time.GetUtcNow())));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Fact]
    public async Task Proof_OfAnotherTime_IsRefusedForThat()
    {
        await using var host = await StartAsync();
        var proof = Prove("GET", "/latest.rss");
        _time.Advance(ClusterKeys.Window + TimeSpan.FromSeconds(1));
        using var answer = await host.GetAsync("/latest.rss", ("Gateway-Proof", proof));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("clock", answer.Headers.GetValues("Gateway-Refused").Single());
    }

    [Fact]
    public async Task Proofs_ThatAreSeveral_AreNone()
    {
        await using var host = await StartAsync();
        var proof = Prove("GET", "/latest.rss");
        Assert.StartsWith("HTTP/1.1 401 ", await host.RawAsync($"GET /latest.rss HTTP/1.1\r\nHost: x\r\nGateway-Proof: {proof}\r\nGateway-Proof: {proof}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    private string Prove(string method, string target) => new ClusterKeys(Key).Prove(method, target, _time.GetUtcNow());

    private Task<HttpResponseMessage> AskAsync(OriginHost host, string path) => host.GetAsync(path, ("Gateway-Proof", Prove("GET", path)));

    private Task<OriginHost> StartAsync() => OriginHost.StartAsync(_time, ("Gateway:Cluster:Key", Key), ("Gateway:Cluster:SecondKey", Second));
}
