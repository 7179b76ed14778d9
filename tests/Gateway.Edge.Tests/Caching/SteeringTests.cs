namespace Gateway.Edge.Tests.Caching;

/// <summary>Fields by which origins take a request for another: a reader's do not arrive, a publisher's do.</summary>
public sealed class SteeringTests
{
    [Theory]
    [InlineData("X-Forward-For")]
    [InlineData("X-Forward-Host")]
    [InlineData("CloudFront-Forwarded-Proto")]
    [InlineData("WL-Proxy-SSL")]
    [InlineData("X-Request-URI")]
    [InlineData("Request-URI")]
    [InlineData("X-URL")]
    [InlineData("X-URI")]
    [InlineData("Original-URL")]
    [InlineData("X-Host-Override")]
    [InlineData("Host-Override")]
    [InlineData("X-Sendfile-Type")]
    [InlineData("X-Accel-Mapping")]
    [InlineData("Url-Scheme")]
    [InlineData("Ssl-Offloaded")]
    [InlineData("X-Vercel-Forwarded-For")]
    [InlineData("Fly-Client-IP")]
    [InlineData("X-Nf-Client-Connection-Ip")]
    public async Task Field_OfAReader_DoesNotReachTheOrigin(string field)
    {
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        await edge.TextAsync("/site/x", (field, "evil"));

        Assert.DoesNotContain("evil", Assert.Single(origin.Heads), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override: PUT")]
    [InlineData("X_Token: 1")]
    public async Task Field_OfAPost_ReachesTheOriginAndItsAnswerIsNotStored(string field)
    {
        await using var origin = new LaxOrigin(static _ => "HTTP/1.1 200 OK\r\nContent-Location: /site/x\r\nCache-Control: max-age=300\r\nContent-Length: 2\r\n\r\nok");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        await edge.RawAsync($"POST /site/x HTTP/1.1\r\nHost: a\r\n{field}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await edge.RawAsync("GET /site/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.Equal(2, origin.Heads.Count);
        Assert.Contains(field + "\r\n", origin.Heads[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vary_OnAFieldThatNeverArrives_IsOneAnswerForAll()
    {
        await using var origin = new LaxOrigin(static _ => "HTTP/1.1 200 OK\r\nVary: CF-IPCountry\r\nCache-Control: max-age=300\r\nContent-Length: 2\r\n\r\nok");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        foreach (var country in new[] { "DE", "FR", "DE" })
            Assert.Equal("ok", await edge.TextAsync("/site/x", ("CF-IPCountry", country)));
        Assert.Equal("ok", await edge.TextAsync("/site/x"));

        Assert.Single(origin.Heads);
    }

    [Theory]
    [InlineData("/site/%61bc")]
    [InlineData("/site/./abc")]
    [InlineData("/site/x/../abc")]
    [InlineData("/site/%2e/abc")]
    public async Task Change_ByAnotherSpelling_ReachesWhatIsStored(string target)
    {
        await using var origin = new LaxOrigin(static _ => "HTTP/1.1 200 OK\r\nCache-Control: max-age=300\r\nContent-Length: 2\r\n\r\nok");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        foreach (var line in new[] { "GET /site/abc", $"PUT {target}", "GET /site/abc" })
            await edge.RawAsync($"{line} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.Equal(3, origin.Heads.Count);
    }
}
