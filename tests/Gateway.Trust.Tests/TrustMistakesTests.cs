using Gateway.Tests.Shared;
using Microsoft.Extensions.Configuration;

namespace Gateway.Trust.Tests;

/// <summary>What is refused at the start.</summary>
public sealed class TrustMistakesTests : IDisposable
{
    private const string Key = "a-key-of-the-cluster-0123456789-0123456789", Together = "Certificate, CertificateKey and Authority";

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Nothing_IsNoMistake() => Assert.Empty(Of([]));

    [Fact]
    public void Everything_IsNoMistake()
    {
        _authority.Issue("silo", ["silo.example"], purposes: ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
        var settings = _authority.Settings("silo");
        (settings["Gateway:Cluster:Key"], settings["Gateway:Cluster:SecondKey"], settings["Gateway:Cluster:PeerName"]) = (Key, Key + "2", "silo.example");
        Assert.Empty(Of(settings));
        Assert.Equal(["Key", "SecondKey", "Certificate", "CertificateKey", "Authority", "PeerName"], TrustMistakes.Given(Read(settings)));
    }

    [Theory]
    [InlineData("Key", "", "Gateway:Cluster:Key: must be at least 32 visible ASCII characters.")]
    [InlineData("Key", "a-secret-that-is-rather-short", "Gateway:Cluster:Key: must be at least 32 visible ASCII characters.")]
    [InlineData("Key", "a-secret-with a blank 0123456789-0123456789", "Gateway:Cluster:Key: must be at least 32 visible ASCII characters.")]
    [InlineData("Key", "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "Gateway:Cluster:Key: must be the key itself: who knows only its digest can prove nothing.")]
    [InlineData("SecondKey", Key, "Gateway:Cluster:Key: is missing beside SecondKey: it is the one that is proved.")]
    [InlineData("PeerName", "silo.example", "Gateway:Cluster:PeerName: is of no use without " + Together + ".")]
    [InlineData("PeerName", "https://silo", "Gateway:Cluster:PeerName: \"https://silo\" is no host name or address.")]
    public void Key_ThatIsNone_IsToldInALine_ThatDoesNotShowIt(string name, string value, string line)
    {
        var lines = Of(new() { ["Gateway:Cluster:" + name] = value });
        Assert.Contains(line, lines);
        if (name is not "PeerName")
            Assert.All(lines, l => Assert.DoesNotContain(value.Length > 0 ? value : "\0", l, StringComparison.Ordinal));
    }

    [Fact]
    public void SecondKey_ThatIsTheFirst_IsAMistake() =>
        Assert.Equal(["Gateway:Cluster:SecondKey: is the same as Key."], Of(new() { ["Gateway:Cluster:Key"] = Key, ["Gateway:Cluster:SecondKey"] = Key }));

    [Theory]
    [InlineData("Certificate", "CertificateKey", "Authority")]
    [InlineData("CertificateKey", "Authority", "Certificate")]
    [InlineData("Authority", "Certificate", "CertificateKey")]
    public void Tls_HalfGiven_IsToldOfEachThatIsMissing(string given, string missing, string otherMissing)
    {
        _authority.Issue("silo", ["silo.example"]);
        var lines = Of(_authority.Settings("silo").Where(s => s.Key.EndsWith(":" + given, StringComparison.Ordinal)).ToDictionary());
        Assert.Equal(
            ((string[])[$"Gateway:Cluster:{missing}: is missing: {Together} belong together.", $"Gateway:Cluster:{otherMissing}: is missing: {Together} belong together."]).Order(StringComparer.Ordinal),
            lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_ThatAreMissing_AreEachToldOf()
    {
        var lines = Of(_authority.Settings("nobody"));
        Assert.Equal(2, lines.Count);
        Assert.Contains(lines, l => l.StartsWith("Gateway:Cluster:Certificate: ", StringComparison.Ordinal) && l.Contains("nobody.pem\" cannot be read", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("Gateway:Cluster:CertificateKey: ", StringComparison.Ordinal) && l.Contains("nobody.key\" cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public void Key_OfAnotherCertificate_IsAMistake_AndSoIsNone()
    {
        _authority.Issue("silo", ["silo.example"]);
        _authority.Issue("other", ["silo.example"]);
        var settings = _authority.Settings("silo");
        settings["Gateway:Cluster:CertificateKey"] = _authority.Settings("other")["Gateway:Cluster:CertificateKey"];
        Assert.Contains("holds no private key in PEM, not encrypted, that belongs to Certificate", Assert.Single(Of(settings)), StringComparison.Ordinal);
        settings["Gateway:Cluster:CertificateKey"] = _authority.RootFile;
        Assert.Contains("holds no private key in PEM", Assert.Single(Of(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void Authority_WithoutACertificate_IsAMistake()
    {
        _authority.Issue("silo", ["silo.example"]);
        var settings = _authority.Settings("silo");
        settings["Gateway:Cluster:Authority"] = settings["Gateway:Cluster:CertificateKey"];
        Assert.Contains("Gateway:Cluster:Authority: ", Assert.Single(Of(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_ThatPeersWouldRefuse_IsAMistake()
    {
        _authority.Issue("old", ["silo.example"], days: -1);
        Assert.StartsWith("Gateway:Cluster:Certificate: ended at ", Assert.Single(Of(_authority.Settings("old"))), StringComparison.Ordinal);
        _authority.Issue("server", ["silo.example"], purposes: "1.3.6.1.5.5.7.3.1");
        Assert.Contains("lacks clientAuth", Assert.Single(Of(_authority.Settings("server"))), StringComparison.Ordinal);
        _authority.Issue("client", ["silo.example"], purposes: "1.3.6.1.5.5.7.3.2");
        Assert.Contains("lacks serverAuth", Assert.Single(Of(_authority.Settings("client"))), StringComparison.Ordinal);
        Assert.Empty(Of(_authority.Settings("client"), isServer: false));
        _authority.Issue("early", ["silo.example"], from: 1);
        Assert.StartsWith("Gateway:Cluster:Certificate: is good from ", Assert.Single(Of(_authority.Settings("early"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_OfASilo_ThatOtherSilosWouldRefuse_IsAMistake()
    {
        _authority.Issue("silo", ["silo.example"]);
        var settings = _authority.Settings("silo");
        settings["Gateway:Cluster:PeerName"] = "silos.example";
        Assert.Contains("does not name \"silos.example\" (PeerName)", Assert.Single(Of(settings)), StringComparison.Ordinal);
        // An edge is connected to by nobody.
        Assert.Empty(Of(settings, isServer: false));

        using var other = new TestAuthority();
        settings = _authority.Settings("silo");
        settings["Gateway:Cluster:Authority"] = other.RootFile;
        Assert.Contains("does not lead to a certificate in Authority", Assert.Single(Of(settings)), StringComparison.Ordinal);
        Assert.Empty(Of(settings, isServer: false));
    }

    private static List<string> Of(Dictionary<string, string?> settings, bool isServer = true) => [.. TrustMistakes.Of(Read(settings), isServer, TimeProvider.System)];

    private static ClusterTrustOptions Read(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(ClusterTrustOptions.Section).Get<ClusterTrustOptions>() ?? new();
}
