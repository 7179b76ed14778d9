using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.EndToEnd.Tests.Clusters;

/// <summary>A cluster whose parts know each other by a key and certificates, and strangers before it.</summary>
public sealed class TrustedClusterTests : IDisposable
{
    private const string Key = "a-key-of-the-cluster-0123456789-0123456789", Other = "another-key-of-the-cluster-0123456789";

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Cluster_WithKeyAndTls_Serves_AndStrangersGetNothing()
    {
        _authority.Issue("peer", ["127.0.0.1"]);
        await using var cluster = await LocalCluster.StartAsync(silos: 2, edges: 1, [.. _authority.Settings("peer").Select(s => $"--{s.Key}={s.Value}"), "--Gateway:Cluster:Key=" + Key], []);
        await PublishAsync(cluster, 0, "first");
        await StrangersOfTheOriginAsync(cluster.Silos[0].Address);
        await Task.WhenAll(EdgeWithAnotherKeyAsync(cluster), SiloWithAnotherKeyAsync(cluster));
        await RenewAsync(cluster);
        Assert.All(cluster.Silos.Concat(cluster.Edges), p => Assert.DoesNotContain(Key, p.Output, StringComparison.Ordinal));
    }

    private static async Task PublishAsync(LocalCluster cluster, int edge, string slug)
    {
        // Keys of both silos.
        for (var i = 0; i < 6; i++)
        {
            var (status, _) = await cluster.PutAsync(edge, $"{slug}-{"abcdef"[i]}", "Title of " + slug);
            Assert.True(status == HttpStatusCode.Created, $"{status}\n{cluster.Edges[edge].Output}\n{cluster.Silos[0].Output}\n{cluster.Silos[1].Output}");
        }

        var feed = await cluster.Edges[edge].Client.GetStringAsync(new Uri("/latest.json", UriKind.Relative));
        Assert.All("abcdef", c => Assert.Contains($"/news/{slug}-{c}\"", feed, StringComparison.Ordinal));
    }

    private async Task StrangersOfTheOriginAsync(Uri silo)
    {
        // Without TLS, without a certificate, and with one but without the key.
        var plain = new UriBuilder(silo) { Scheme = "http" }.Uri;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => AskAsync(plain, null));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => AskAsync(silo, null));
        using var certificate = X509Certificate2.CreateFromPemFile(_authority.Settings("peer")["Gateway:Cluster:Certificate"]!, _authority.Settings("peer")["Gateway:Cluster:CertificateKey"]); // Set by the authority.
        foreach (var path in (string[])["/latest.rss", "/news/first-a.json", "/internal/changes"])
        {
            using var answer = await AskAsync(new Uri(silo, path), certificate);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.DoesNotContain("first", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(Uri address, X509Certificate2? certificate)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        if (certificate is not null)
            handler.SslOptions.ClientCertificates = [certificate];
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact, Timeout = GatewayProcess.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("Gateway-Listener", "stranger");
        return await client.SendAsync(request);
    }

    private static async Task EdgeWithAnotherKeyAsync(LocalCluster cluster)
    {
        await cluster.AddEdgeAsync("--Gateway:Cluster:Key=" + Other);
        var edge = cluster.Edges[1];
        using var answer = await edge.Client.GetAsync(new Uri("/latest.rss", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        await SaysAsync(edge, "has another Gateway:Cluster:Key");
        using var readiness = await edge.Client.GetAsync(new Uri(edge.Management, "readyz"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness.StatusCode);
        Assert.Contains("has another Gateway:Cluster:Key", await readiness.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(cluster.Silos, s => s.Output.Contains("was refused: it came with another key", StringComparison.Ordinal));
    }

    private static async Task SiloWithAnotherKeyAsync(LocalCluster cluster)
    {
        var stranger = await cluster.RunSiloAsync(
            async process =>
            {
                await Task.WhenAny(cluster.Silos.Select(s => SaysAsync(s, "was refused: it has another key")));
                GatewayProcess.Signal(process, "KILL");
            },
            "--Gateway:Cluster:Key=" + Other);
        Assert.DoesNotContain("Started in", stranger.Output, StringComparison.Ordinal);
        Assert.Contains(cluster.Silos, s => s.Output.Contains("was refused: it has another key", StringComparison.Ordinal));
        Assert.DoesNotContain("stranger", cluster.Edges[0].Output, StringComparison.Ordinal);
    }

    private async Task RenewAsync(LocalCluster cluster)
    {
        var renewed = _authority.Issue("peer", ["127.0.0.1"]);
        await WaitAsync(async () => await ShownAsync(cluster.Silos[0].Address) == renewed, "The renewed certificate is not shown.");
        await cluster.AddEdgeAsync();
        await PublishAsync(cluster, 2, "second");
        await PublishAsync(cluster, 0, "third");
    }

    private static async Task<string> ShownAsync(Uri silo)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(silo.Host, silo.Port);
        string? serial = null;
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = silo.Host,
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                RemoteCertificateValidationCallback = (_, certificate, _, _) => (serial = certificate?.GetSerialNumberString()) is not null,
            });
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // A client without a certificate is sent away, but not before it is shown one.
        }

        return serial ?? "";
    }

    private static Task SaysAsync(GatewayProcess process, string text) =>
        WaitAsync(() => Task.FromResult(process.Output.Contains(text, StringComparison.Ordinal)), $"It does not say '{text}':\n{process.Output}");

    private static async Task WaitAsync(Func<Task<bool>> isSo, string otherwise)
    {
        using var patience = new CancellationTokenSource(GatewayProcess.Patience);
        while (!await isSo())
        {
            Assert.False(patience.IsCancellationRequested, otherwise);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
