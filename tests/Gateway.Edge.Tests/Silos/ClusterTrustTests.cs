using System.Net;
using Gateway.Tests.Shared;
using Gateway.Trust;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Edge.Tests.Silos;

/// <summary>How an edge and the silos of its cluster know each other.</summary>
public sealed class ClusterTrustTests
{
    private const string Key = "a-key-of-the-cluster-0123456789-0123456789";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, string?> WithKey = new(StringComparer.OrdinalIgnoreCase) { ["Gateway:Cluster:Key"] = Key };

    [Fact]
    public async Task EveryRequestToASilo_ProvesTheKey()
    {
        await using var silo = await FakeSilo.StartAsync("a");
        await using var edge = await StartAsync(silo, WithKey);
        foreach (var target in (string[])["/news/a?x=%2F", "/news/b%2Fc", "/latest.rss"])
            await edge.TextAsync(target);
        using var put = await edge.Client.PutAsync(new Uri("/api/articles/x", UriKind.Relative), new StringContent("{}"));
        using var bulk = await edge.Client.PostAsync(new Uri("/api/articles", UriKind.Relative), new StringContent("{}"));

        Assert.Equal(6, silo.Requests.Count);
        var keys = new ClusterKeys(Key);
        Assert.All(silo.Requests, r => Assert.Equal(ProofVerdict.Good, keys.Verify(r.Proof, r.Method, r.Target, TimeProvider.System.GetUtcNow())));
    }

    [Fact]
    public async Task Proof_OfAClient_GoesNowhere_AndNoneComesOut()
    {
        await using var silo = await FakeSilo.StartAsync("a");
        silo.Answer = context =>
        {
            context.Response.Headers["Gateway-Proof"] = context.Request.Headers["Gateway-Proof"];
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.Vary = "Gateway-Proof";
            return context.Response.WriteAsync("text");
        };
        await using var edge = await StartAsync(silo, WithKey);
        foreach (var proof in (string[])["evil", "other"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/news/a", UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Gateway-Proof", proof);
            using var answer = await edge.Client.SendAsync(request);
            Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Gateway-", StringComparison.OrdinalIgnoreCase));
        }

        Assert.All(silo.Requests, r => Assert.Matches(@"^\d+\.[A-Za-z0-9_-]{43}$", r.Proof));
    }

    [Fact]
    public async Task Proof_DoesNotGoToTheOperatorsSite_NorDoWhatItsRoutesSet()
    {
        await using var site = new LaxOrigin();
        await using var silo = await FakeSilo.StartAsync("a");
        var settings = site.Route("/site/{**path}");
        settings["Gateway:Cluster:Key"] = Key;
        settings["ReverseProxy:Routes:site:Transforms:0:RequestHeader"] = "Gateway-Listener";
        settings["ReverseProxy:Routes:site:Transforms:0:Set"] = "evil";
        await using var edge = await StartAsync(silo, settings);
        await edge.TextAsync("/site/x");

        Assert.DoesNotContain("\ngateway-", Assert.Single(site.Heads), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("key", Key, "has another Gateway:Cluster:Key")]
    [InlineData("key", null, "Gateway:Cluster:Key is not set here")]
    [InlineData("clock", Key, "clocks are more than five minutes apart")]
    public async Task Silo_ThatRefusesTheEdge_IsToldOf_OnceAMinute_AndGivesReadersNothingOfIt(string refusal, string? key, string reason)
    {
        await using var silo = await FakeSilo.StartAsync("a");
        silo.Refusal = refusal;
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var edge = await FakeCluster.StartAsync([silo], new() { ["Gateway:Cluster:Key"] = key }, s => s.AddSingleton<TimeProvider>(time));
        foreach (var path in (string[])["/news/a", "/latest.rss"])
        {
            using var answer = await edge.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Gateway-", StringComparison.OrdinalIgnoreCase) || h.Key is "WWW-Authenticate");
        }

        // One that has the publisher's key is not told that it were wrong.
        foreach (var length in (int[])[2, 300_000])
        {
            using var put = await edge.Client.PutAsync(new Uri("/api/articles/x", UriKind.Relative), new StringContent(new string(' ', length)));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, put.StatusCode);
            Assert.Equal("application/problem+json", put.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(put.Headers.RetryAfter);
        }

        Assert.False(edge.Readiness.IsReady);
        Assert.Contains(reason, edge.Readiness.Trouble, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Single(edge.Logs.From(LogLevel.Warning), l => l.Event == 6403).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(edge.Logs.From(LogLevel.Trace), l => l.Text.Contains(Key, StringComparison.Ordinal));

        time.Advance(TimeSpan.FromMinutes(1));
        using var again = await edge.Client.GetAsync(new Uri("/news/b", UriKind.Relative));
        Assert.Equal(2, edge.Logs.From(LogLevel.Warning).Count(l => l.Event == 6403));
    }

    [Fact]
    public async Task Silo_ThatTakesTheEdgeAgain_IsNoTroubleAnyMore()
    {
        await using var silo = await FakeSilo.StartAsync("a");
        silo.Refusal = "key";
        await using var edge = await FakeCluster.StartAsync([silo], WithKey);
        using (var answer = await edge.Client.GetAsync(new Uri("/news/a", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        silo.Refusal = null;
        await silo.ListenAsync(1, silo.Member());
        await edge.KnowsAsync(1);
        Assert.Null(edge.Readiness.Trouble);
        Assert.Equal("a", await edge.TextAsync("/news/a"));
    }

    [Fact]
    public async Task Silo_OverTls_IsAskedAndListenedTo()
    {
        using var authority = new TestAuthority();
        authority.Issue("silo", ["127.0.0.1"]);
        await using var silo = await FakeSilo.StartAsync("a", listen: Tls(authority.Settings("silo")));
        Assert.Equal("https", silo.Address.Scheme);
        await using var edge = await StartAsync(silo, authority.Settings("silo"));
        Assert.Equal("a", await edge.TextAsync("/news/a"));
        Assert.Null(edge.Readiness.Trouble);
    }

    [Theory]
    [InlineData("of another authority")]
    [InlineData("under another name")]
    [InlineData("without TLS")]
    public async Task Silo_ThatIsNotTrusted_IsGivenNoRequest(string kind)
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority();
        authority.Issue("edge", ["127.0.0.1"]);
        authority.Issue("silo", ["127.0.0.9"]);
        stranger.Issue("silo", ["127.0.0.1"]);
        await using var silo = await FakeSilo.StartAsync("a", listen: kind switch
        {
            "of another authority" => Tls(stranger.Settings("silo")),
            "under another name" => Tls(authority.Settings("silo")),
            _ => null,
        });
        await using var edge = await FakeCluster.StartAsync([silo], authority.Settings("edge"));
        using var answer = await edge.Client.GetAsync(new Uri("/news/a", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("cannot be trusted", edge.Readiness.Trouble, StringComparison.Ordinal);
        Assert.Empty(silo.Requests);
    }

    private static async Task<FakeCluster> StartAsync(FakeSilo silo, Dictionary<string, string?> settings)
    {
        var edge = await FakeCluster.StartAsync([silo], settings);
        await silo.ListenAsync(1, silo.Member()).WaitAsync(Patience);
        await edge.KnowsAsync(1);
        return edge;
    }

    private static Action<ListenOptions> Tls(Dictionary<string, string?> settings)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(ClusterTrustOptions.Section).Get<ClusterTrustOptions>() ?? new();
        var certificates = new ClusterCertificates(options, isServer: true, TimeProvider.System, NullLogger<ClusterCertificates>.Instance);
        return listen => listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificates.Server()) });
    }
}
