using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.Tests.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Trust.Tests;

/// <summary>TLS between the parts of a cluster, over real connections.</summary>
public sealed class ClusterCertificatesTests : IDisposable
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1", ClientAuth = "1.3.6.1.5.5.7.3.2";

    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("silo-0.example", null)]
    [InlineData("10.9.8.7", "silo-0.example")]
    public async Task Peers_OfOneAuthority_AreGoodUnderTheirNames(string host, string? peerName)
    {
        _authority.Issue("silo", ["127.0.0.1", "silo-0.example"]);
        var certificates = Certificates(_authority, "silo", peerName);
        Assert.True(certificates.AreGiven);
        var (client, server) = await ConnectAsync(certificates, certificates, host);
        Assert.Null(client);
        Assert.Null(server);
    }

    [Theory]
    [InlineData("127.0.0.2", null)]
    [InlineData("silo-1.example", null)]
    [InlineData("127.0.0.1", "silo-1.example")]
    public async Task Server_UnderAnotherName_IsRefused(string host, string? peerName)
    {
        _authority.Issue("silo", ["127.0.0.1", "silo-0.example"]);
        var (client, _) = await ConnectAsync(Certificates(_authority, "silo", peerName), Certificates(_authority, "silo"), host);
        Assert.IsType<AuthenticationException>(client);
    }

    [Fact]
    public async Task Peer_OfAnotherAuthority_IsRefused_OnBothSides()
    {
        _authority.Issue("silo", ["127.0.0.1"]);
        _stranger.Issue("silo", ["127.0.0.1"]);
        var (ours, theirs) = (Certificates(_authority, "silo"), Certificates(_stranger, "silo"));
        Assert.IsType<AuthenticationException>((await ConnectAsync(ours, theirs, "127.0.0.1")).Client);

        // A stranger who takes every server.
        var settings = _stranger.Settings("silo");
        settings["Gateway:Cluster:Authority"] = _authority.RootFile;
        Assert.IsType<AuthenticationException>((await ConnectAsync(Certificates(settings), ours, "127.0.0.1")).Server);
    }

    [Fact]
    public async Task Client_WithoutACertificate_IsRefused()
    {
        _authority.Issue("silo", ["127.0.0.1"]);
        var (_, server) = await ConnectAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", RemoteCertificateValidationCallback = static (_, _, _, _) => true }, Certificates(_authority, "silo"));
        Assert.IsType<AuthenticationException>(server);
    }

    [Theory]
    [InlineData(ClientAuth, false)]
    [InlineData(ServerAuth, true)]
    public async Task Certificate_ForAnotherPurpose_IsRefused(string purpose, bool isClient)
    {
        _authority.Issue("silo", ["127.0.0.1"]);
        _authority.Issue("other", ["127.0.0.1"], purposes: purpose);
        var (good, other) = (Certificates(_authority, "silo"), Certificates(_authority, "other"));
        var (client, server) = isClient ? await ConnectAsync(other, good, "127.0.0.1") : await ConnectAsync(good, other, "127.0.0.1");
        Assert.IsType<AuthenticationException>(isClient ? server : client);
    }

    [Fact]
    public async Task Certificate_ThatHasEnded_IsRefused()
    {
        _authority.Issue("silo", ["127.0.0.1"]);
        _authority.Issue("old", ["127.0.0.1"], days: -1);
        Assert.IsType<AuthenticationException>((await ConnectAsync(Certificates(_authority, "silo"), Certificates(_authority, "old"), "127.0.0.1")).Client);
    }

    [Fact]
    public void Silo_ThatConnects_MustHaveTheNameOfSilos_WhereThereIsOne()
    {
        _authority.Issue("silo", ["silos.example"]);
        _authority.Issue("edge", ["edge.example"]);
        var (silo, edge) = (Certificates(_authority, "silo").Own, Certificates(_authority, "edge").Own);
        var named = Certificates(_authority, "silo", "silos.example");
        Assert.True(named.JudgeSilo(silo, null, SslPolicyErrors.None));
        Assert.False(named.JudgeSilo(edge, null, SslPolicyErrors.None));
        Assert.True(Certificates(_authority, "silo").JudgeSilo(edge, null, SslPolicyErrors.None));
        Assert.False(named.JudgeSilo(silo, null, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public async Task Renewal_IsShownToTheNextPeer_AndHalfOfOneIsNot()
    {
        var first = _authority.Issue("silo", ["127.0.0.1"]);
        var certificates = Certificates(_authority, "silo");
        Assert.Equal(first, certificates.Own.SerialNumber);

        var certificate = certificates.Own.ExportCertificatePem();
        var second = _authority.Issue("silo", ["127.0.0.1"]);
        var renewed = await File.ReadAllTextAsync(Path.Combine(_authority.Folder.FullName, "silo.pem"));
        await File.WriteAllTextAsync(Path.Combine(_authority.Folder.FullName, "silo.pem"), certificate);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(first, certificates.Own.SerialNumber);

        await File.WriteAllTextAsync(Path.Combine(_authority.Folder.FullName, "silo.pem"), renewed);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(second, certificates.Own.SerialNumber);
        var (client, server) = await ConnectAsync(certificates, certificates, "127.0.0.1");
        Assert.Null(client);
        Assert.Null(server);
    }

    [Fact]
    public async Task Renewal_ThatPeersWouldRefuse_IsNotShown_AsLongAsTheOneBeforeIsGood()
    {
        var first = _authority.Issue("silo", ["silos.example"], days: 2);
        var certificates = Certificates(_authority, "silo", "silos.example");
        Assert.Equal(first, certificates.Own.SerialNumber);

        // Under another name, past its time, before it, for another purpose, of nobody they know.
        Refuses(_authority.Issue("silo", ["other.example"]));
        Refuses(_authority.Issue("silo", ["silos.example"], days: -1));
        Refuses(_authority.Issue("silo", ["silos.example"], from: 1));
        Refuses(_authority.Issue("silo", ["silos.example"], purposes: ClientAuth));
        var stranger = _stranger.Issue("silo", ["silos.example"]);
        foreach (var file in (string[])["silo.pem", "silo.key"])
            File.Copy(Path.Combine(_stranger.Folder.FullName, file), Path.Combine(_authority.Folder.FullName, file), overwrite: true);
        Refuses(stranger);

        // What has ended itself is no better than what comes next.
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(stranger, certificates.Own.SerialNumber);
        var good = _authority.Issue("silo", ["silos.example"]);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(good, certificates.Own.SerialNumber);
        var (client, server) = await ConnectAsync(certificates, certificates, "127.0.0.1");
        Assert.Null(client);
        Assert.Null(server);

        void Refuses(string serial)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.NotEqual(serial, certificates.Own.SerialNumber);
            Assert.Equal(first, certificates.Own.SerialNumber);
        }
    }

    [Fact]
    public async Task Authority_ThatIsChanged_HoldsForTheNextPeer()
    {
        _authority.Issue("silo", ["127.0.0.1"]);
        _stranger.Issue("silo", ["127.0.0.1"]);
        var (ours, theirs) = (Certificates(_authority, "silo"), Certificates(_stranger, "silo"));
        Assert.NotNull((await ConnectAsync(ours, theirs, "127.0.0.1")).Client);

        // As authorities are changed: for a while both hold.
        var both = await File.ReadAllTextAsync(_authority.RootFile) + "\n" + await File.ReadAllTextAsync(_stranger.RootFile);
        await File.WriteAllTextAsync(_authority.RootFile, both);
        await File.WriteAllTextAsync(_stranger.RootFile, both);
        _time.Advance(TimeSpan.FromSeconds(1));
        var (client, server) = await ConnectAsync(ours, theirs, "127.0.0.1");
        Assert.Null(client);
        Assert.Null(server);
    }

    private static Task<(Exception? Client, Exception? Server)> ConnectAsync(ClusterCertificates client, ClusterCertificates server, string host) => ConnectAsync(client.Client(host), server);

    private static async Task<(Exception? Client, Exception? Server)> ConnectAsync(SslClientAuthenticationOptions client, ClusterCertificates server)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var one = new TcpClient();
        await one.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var other = await listener.AcceptTcpClientAsync();
        await using var connecting = new SslStream(one.GetStream());
        await using var accepting = new SslStream(other.GetStream());
        var results = await Task.WhenAll(
            EndAsync(connecting.AuthenticateAsClientAsync(client), one),
            EndAsync(accepting.AuthenticateAsServerAsync(server.Server()), other)).WaitAsync(TimeSpan.FromSeconds(20));
        if (results is [null, null])
            Assert.True(connecting.SslProtocol >= SslProtocols.Tls12 && accepting.RemoteCertificate is X509Certificate2);
        return (results[0], results[1]);
    }

    private static async Task<Exception?> EndAsync(Task handshake, TcpClient connection)
    {
        try
        {
            await handshake;
            return null;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            connection.Close();
            return e;
        }
    }

    private ClusterCertificates Certificates(TestAuthority authority, string name, string? peerName = null)
    {
        var settings = authority.Settings(name);
        settings["Gateway:Cluster:PeerName"] = peerName;
        return Certificates(settings);
    }

    private ClusterCertificates Certificates(Dictionary<string, string?> settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(ClusterTrustOptions.Section).Get<ClusterTrustOptions>() ?? new(), isServer: true, _time, NullLogger<ClusterCertificates>.Instance);
}
