using System.Collections.Concurrent;
using Gateway.Edge.Silos;
using Gateway.Edge.Tests.Caching;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge.Tests.Silos;

/// <summary>What silos say to edges alone is reached through an edge by no spelling.</summary>
public sealed class InternalAddressTests
{
    private const string Forged = "Gateway-Listener: evil\r\nGateway-Edge: evil\r\nGateway-Proof: evil\r\n";

    // Each as it stands in a request line.
    public static TheoryData<string> Targets() =>
    [
        "/internal/changes",
        "/internal/changes?after=0",
        "/internal/changes/",
        "/internal",
        "/INTERNAL/Changes",
        "//internal/changes",
        "/./internal/changes",
        "/news/../internal/changes",
        "/news/%2e%2e/internal/changes",
        "/news/%2E%2E%2Finternal/changes",
        "/news/..%2finternal%2fchanges",
        "/news/%252e%252e/internal/changes",
        "/%2finternal/changes",
        "/internal%2fchanges",
        "/internal%2Fchanges",
        "/internal%252Fchanges",
        "/internal%25252Fchanges",
        "/%69nternal/changes",
        "/%2569nternal/changes",
        "/inter%6eal/%63hanges",
        "/internal;x=1/changes",
        "/news/..;/internal/changes",
        "/internal%20/changes",
        "/internal%09/changes",
        "/internal%00/changes",
        "/\\internal\\changes",
        "/news/..\\internal\\changes",
        "/%5cinternal/changes",
        "/internal%5cchanges",
        "http://a/internal/changes",
        "http://evil.example/internal/changes?after=0",
        "http://a//internal/changes",
        "HTTP://a/%69nternal/changes",
    ];

    // The query of another address, which stays its query: what is asked of the origin is never what stands in it.
    [Theory]
    [InlineData("http://a?x/internal/changes")]
    [InlineData("http://u@a?x/internal/changes")]
    [InlineData("http://a#x/internal/changes")]
    public async Task Address_WithinAQuery_IsNotTakenOutOfIt(string target)
    {
        var asked = new ConcurrentQueue<string>();
        await using var edge = await FakeOrigin.StartAsync(Record(asked), changes: Record(asked));
        await edge.RawAsync($"GET {target} HTTP/1.1\r\nHost: a\r\n{Forged}Connection: close\r\n\r\n");
        Assert.DoesNotContain(asked, a => a.Contains(" /internal", StringComparison.Ordinal) || a.StartsWith("/internal", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Address_InAnySpelling_IsAskedOfNoSilo(string target)
    {
        var asked = new ConcurrentQueue<string>();
        await using var edge = await FakeOrigin.StartAsync(Record(asked), changes: Record(asked));
        foreach (var (method, fields) in new[] { ("GET", ""), ("GET", Forged), ("HEAD", Forged), ("POST", Forged), ("GET", Forged + "X-Original-URL: /internal/changes\r\nCache-Control: no-cache\r\n") })
        {
            var answer = await edge.RawAsync($"{method} {target} HTTP/1.1\r\nHost: a\r\n{fields}Content-Length: 0\r\nConnection: close\r\n\r\n");
            // 400 where the server itself takes it for no target.
            Assert.Matches("^HTTP/1.1 40[04] ", answer);
        }

        Assert.Empty(asked);
    }

    [Theory]
    [InlineData("X-Original-URL: /internal/changes")]
    [InlineData("X-Rewrite-URL: /internal/changes")]
    [InlineData("X-Forwarded-Prefix: /internal/changes")]
    [InlineData("X-Forwarded-Uri: /internal/changes")]
    [InlineData("X-HTTP-Method-Override: GET\r\nX-Original-URL: /internal/changes")]
    [InlineData("Gateway-Listener: evil")]
    [InlineData("gateway-listener: evil\r\nGATEWAY-EDGE: evil\r\nGateway-Anything: evil")]
    [InlineData("Connection: Gateway-Edge, close\r\nGateway-Listener: evil")]
    public async Task Field_ThatMightLeadThere_DoesNotArrive(string fields)
    {
        var heads = new ConcurrentQueue<string>();
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            heads.Enqueue(string.Join('\n', context.Request.Headers.Select(h => $"{h.Key}: {h.Value}")));
            return context.Response.WriteAsync("text");
        });
        await edge.RawAsync($"GET /news/a HTTP/1.1\r\nHost: a\r\n{fields}\r\nConnection: close\r\n\r\n");
        var head = Assert.Single(heads);
        Assert.DoesNotContain("evil", head, StringComparison.Ordinal);
        Assert.DoesNotContain("/internal", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/x", "PathSet", "/internal/changes")]
    [InlineData("/x/{**rest}", "PathPattern", "/internal/{**rest}")]
    [InlineData("/x", "PathPrefix", "/internal")]
    public async Task RouteOfAnOperator_ThatRewritesItsPath_DoesNotLeadThere(string path, string transform, string value)
    {
        var asked = new ConcurrentQueue<string>();
        await using var edge = await FakeOrigin.StartAsync(Record(asked), changes: Record(asked), settings: new(StringComparer.OrdinalIgnoreCase)
        {
            ["ReverseProxy:Routes:evil:ClusterId"] = "gateway-origin",
            ["ReverseProxy:Routes:evil:Match:Path"] = path,
            ["ReverseProxy:Routes:evil:Transforms:0:" + transform] = value,
            ["ReverseProxy:Routes:evil:Transforms:1:RequestHeader"] = "Gateway-Listener",
            ["ReverseProxy:Routes:evil:Transforms:1:Set"] = "evil",
        });
        await edge.RawAsync($"GET {path.Replace("{**rest}", "changes", StringComparison.Ordinal)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.All(asked, a => Assert.StartsWith("/x", a, StringComparison.Ordinal));
        Assert.DoesNotContain(asked, a => a.EndsWith("evil", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("*")]
    [InlineData("/latest.rss")]
    [InlineData("/news/internal")]
    [InlineData("/topics/internal/")]
    [InlineData("/internals/x")]
    [InlineData("/news/a?u=/internal/changes")]
    [InlineData("/entities/AC%2FDC%2Finternal")]
    [InlineData("/internal-affairs")]
    public void Address_OfTheWorld_IsNotMeant(string target) => Assert.False(InternalAddress.IsMeant(target));

    [Fact]
    public async Task Site_OfAnOperator_MayHaveSuchAddresses()
    {
        await using var site = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: site.Route("/internal/{**path}"));
        await edge.TextAsync("/internal/changes");
        Assert.StartsWith("GET /internal/changes ", Assert.Single(site.Heads), StringComparison.Ordinal);
    }

    // The edge's own listening is none of it.
    private static RequestDelegate Record(ConcurrentQueue<string> asked) => context =>
    {
        var listener = context.Request.Headers["Gateway-Listener"].ToString();
        if (listener is "" or "evil")
            asked.Enqueue((context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "") + listener);
        context.Response.StatusCode = listener is "" or "evil" ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };
}
