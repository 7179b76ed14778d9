using System.Diagnostics.Metrics;
using System.Net;
using Gateway.Edge.Caching.Observing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Edge.Tests.Caching;

/// <summary>The cache among the operator's routes.</summary>
public sealed class RoutingTests
{
    [Fact]
    public async Task Routes_ThatMatchByFields_AreToldApart()
    {
        await using var one = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, "operator's"));
        await using var edge = await FakeOrigin.StartAsync(
            context => CacheTest.FreshAsync(context, "gateway's"),
            settings: new()
            {
                ["ReverseProxy:Routes:beta:ClusterId"] = "site",
                ["ReverseProxy:Routes:beta:Match:Path"] = "/{**path}",
                ["ReverseProxy:Routes:beta:Match:Headers:0:Name"] = "X-Beta",
                ["ReverseProxy:Routes:beta:Match:Headers:0:Values:0"] = "1",
                ["ReverseProxy:Clusters:site:Destinations:a:Address"] = one.Client.BaseAddress?.AbsoluteUri,
            });

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("gateway's", await edge.TextAsync("/x"));
            Assert.Equal("operator's", await edge.TextAsync("/x", ("X-Beta", "1")));
        }

        using var answer = await edge.GetAsync("/x", ("X-Beta", "1"));
        Assert.Contains("gateway; hit", answer.CacheStatus(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route_ByAFieldForThisHopOnly_IsNotTaken()
    {
        await using var two = new LaxOrigin(static _ => Fresh("two"));
        await using var edge = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, "one"), settings: ByField(two, "X-Api"));

        var attack = await edge.RawAsync("GET /site/x HTTP/1.1\r\nHost: " + edge.Client.BaseAddress?.Authority + "\r\nX-Api: 2\r\nConnection: close, X-Api\r\n\r\n");

        Assert.Contains("one", attack, StringComparison.Ordinal);
        Assert.Equal("two", await edge.TextAsync("/site/x", ("X-Api", "2")));
        Assert.Equal("one", await edge.TextAsync("/site/x"));
    }

    [Theory]
    [InlineData("X-Api")]
    [InlineData("X-Azure-FDID")]
    public async Task Route_ByAFieldThatIsNotForwarded_IsTheFillsToo(string field)
    {
        await using var two = new LaxOrigin(static _ => Fresh("two"));
        await using var edge = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, "one"), settings: ByField(two, field));

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("two", await edge.TextAsync("/site/x", (field, "2")));
            Assert.Equal("one", await edge.TextAsync("/site/x"));
        }

        Assert.StartsWith("GET /site/x HTTP/1.1\r\n", Assert.Single(two.Heads), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_ByOneRoute_ReachesWhatAnotherHasStored()
    {
        var asked = 0;
        await using var two = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, Interlocked.Increment(ref asked).Text()), settings: ByField(two, "X-Api"));
        Assert.Equal("1", await edge.TextAsync("/site/x"));
        Assert.Equal("1", await edge.TextAsync("/site/x"));

        await edge.RawAsync("PUT /site/x HTTP/1.1\r\nHost: " + edge.Client.BaseAddress?.Authority + "\r\nX-Api: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.Equal("2", await edge.TextAsync("/site/x"));
    }

    [Fact]
    public async Task Route_OfTheOperator_IsCachedAndCounted()
    {
        var asked = 0;
        await using var site = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, Interlocked.Increment(ref asked).Text()), settings: new() { ["Gateway:Cache:Enabled"] = "false" });
        await using var edge = await FakeOrigin.StartAsync(
            answer: null,
            settings: new()
            {
                ["ReverseProxy:Routes:site:ClusterId"] = "site",
                ["ReverseProxy:Routes:site:Match:Path"] = "/site/{**path}",
                ["ReverseProxy:Clusters:site:Destinations:a:Address"] = site.Client.BaseAddress?.AbsoluteUri,
            });

        for (var i = 0; i < 3; i++)
            Assert.Equal("1", await edge.TextAsync("/site/x"));

        var counters = edge.Services.GetRequiredService<CacheMetrics>().Of("site");
        Assert.Equal((1, 1, 2), (counters.Misses.Value, counters.Fills.Value, counters.Hits.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_ThatGoPastTheCache_AreCountedByRoute(bool routesMatchByFields)
    {
        await using var site = await FakeOrigin.StartAsync(
            context =>
            {
                // Only what answers a POST is stored, for later GETs of its address (RFC 9110 §9.3.3).
                context.Response.Headers.ContentLocation = context.Request.Path.Value;
                context.Response.Headers.CacheControl = HttpMethods.IsPost(context.Request.Method) ? "max-age=3600" : "no-store";
                return context.Response.WriteAsync("site's");
            },
            settings: new() { ["Gateway:Cache:Enabled"] = "false" });
        await using var edge = await FakeOrigin.StartAsync(
            context => context.Response.WriteAsync("gateway's"),
            settings: new()
            {
                ["ReverseProxy:Routes:site:ClusterId"] = "site",
                ["ReverseProxy:Routes:site:Match:Path"] = "/site/{**path}",
                [routesMatchByFields ? "ReverseProxy:Routes:site:Match:Headers:0:Name" : "ReverseProxy:Routes:site:Metadata:Any"] = "Host",
                [routesMatchByFields ? "ReverseProxy:Routes:site:Match:Headers:0:Mode" : "ReverseProxy:Routes:site:Metadata:Other"] = "Exists",
                ["ReverseProxy:Clusters:site:Destinations:a:Address"] = site.Client.BaseAddress?.AbsoluteUri,
            });
        foreach (var path in (string[])["/site/x", "/site/y", "/x"])
        {
            using var answer = await edge.Client.PostAsync(new Uri(path, UriKind.Relative), new StringContent("text"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal([("gateway-origin", 1), ("site", 2)], Passed(edge).OrderBy(p => p.Route, StringComparer.Ordinal));

        // And so are those that what they left behind answers: it is stored when the whole of it has gone out.
        await EventuallyAsync(async () =>
        {
            using var answer = await edge.GetAsync("/site/x");
            return answer.CacheStatus().Contains("hit", StringComparison.Ordinal);
        });
        Assert.True(edge.Services.GetRequiredService<CacheMetrics>().Of("site").Hits.Value > 0);
    }

    [Fact]
    public async Task Request_ThatNoRouteTakes_IsCountedAsGonePast()
    {
        await using var edge = await FakeOrigin.StartAsync(
            answer: null,
            settings: new()
            {
                ["ReverseProxy:Routes:gateway-origin:ClusterId"] = "gateway-origin",
                ["ReverseProxy:Routes:gateway-origin:Match:Path"] = "/only",
            });

        using var answer = await edge.Client.PutAsync(new Uri("/other", UriKind.Relative), new StringContent("text"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal([("none", 1)], Passed(edge));
    }

    [Theory]
    [InlineData("/site/x", "GET", "urn:x-gateway:problem:origin-unreachable", "Origin unreachable")]
    [InlineData("/site/x", "POST", "urn:x-gateway:problem:origin-unreachable", "Origin unreachable")]
    [InlineData("/x", "GET", "urn:x-gateway:problem:not-ready", "Not ready")]
    public async Task Origin_Away_IsToldByWhoseItIs(string path, string method, string type, string title)
    {
        await using var edge = await FakeOrigin.StartAsync(
            answer: null,
            settings: new()
            {
                ["ReverseProxy:Routes:site:ClusterId"] = "site",
                ["ReverseProxy:Routes:site:Match:Path"] = "/site/{**path}",
                ["ReverseProxy:Clusters:site:Destinations:a:Address"] = "http://127.0.0.1:1/",
            });

        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using var answer = await edge.Client.SendAsync(request, TestContext.Current.CancellationToken);
        using var problem = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.Equal((type, title), (problem.RootElement.GetProperty("type").GetString(), problem.RootElement.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Cache_SwitchedOff_AsksEachTime()
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(
            context => CacheTest.FreshAsync(context, Interlocked.Increment(ref asked).Text()), settings: new() { ["Gateway:Cache:Enabled"] = "false" });

        Assert.Equal("1", await edge.TextAsync("/x"));
        Assert.Equal("2", await edge.TextAsync("/x"));
        using var answer = await edge.GetAsync("/x");
        Assert.Equal("gateway; fwd=bypass", answer.CacheStatus());
    }

    [Fact]
    public async Task Interim_ResponseOfAnOperatorsOrigin_ReachesTheClient()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            Assert.True(await client.GetStream().ReadAtLeastAsync(new byte[8_192], 1) > 0);
            await client.GetStream().WriteAsync("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nX-Odd: a\u0001b\r\nConnection: x\r\n\r\nHTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 1\r\n\r\nx"u8.ToArray());
        });
        await using var edge = await FakeOrigin.StartAsync(
            answer: null,
            settings: new()
            {
                ["ReverseProxy:Routes:site:ClusterId"] = "site",
                ["ReverseProxy:Routes:site:Match:Path"] = "/{**path}",
                ["ReverseProxy:Clusters:site:Destinations:a:Address"] = $"http://{listener.LocalEndpoint}/",
            });

        var first = await edge.RawAsync("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        await serving.WaitAsync(CacheTest.Patience);
        var second = await edge.RawAsync("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n", first, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", second, StringComparison.Ordinal);
    }

    // What a scrape would show.
    private static List<(string Route, long Count)> Passed(FakeOrigin edge)
    {
        List<(string, long)> passed = [];
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "gateway.cache.passed", Meter.Scope: var scope } && ReferenceEquals(scope, edge.Services.GetService<IMeterFactory>()))
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((_, value, tags, _) => passed.Add(($"{tags.ToArray().SingleOrDefault(t => t.Key is "route").Value}", value)));
        meters.Start();
        meters.RecordObservableInstruments();
        return passed;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 500 && !await condition(); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.True(await condition());
    }

    private static string Fresh(string text) => $"HTTP/1.1 200 OK\r\nCache-Control: max-age=300\r\nContent-Length: {text.Length}\r\n\r\n{text}";

    private static Dictionary<string, string?> ByField(LaxOrigin origin, string field)
    {
        var settings = origin.Route("/site/{**path}");
        settings["ReverseProxy:Routes:site:Match:Headers:0:Name"] = field;
        settings["ReverseProxy:Routes:site:Match:Headers:0:Values:0"] = "2";
        return settings;
    }
}
