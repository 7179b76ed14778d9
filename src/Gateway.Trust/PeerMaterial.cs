using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Trust;

/// <summary>What the three files of a peer hold at one time. Immutable.</summary>
/// <param name="Own">The certificate that is shown, with its private key and what leads from it to a root.</param>
/// <param name="Authority">The roots by which others' are checked.</param>
/// <param name="Digest">Of the files: as long as it is the same, nothing has changed.</param>
internal sealed record PeerMaterial(SslStreamCertificateContext Own, X509Certificate2Collection Authority, string Digest)
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1", ClientAuth = "1.3.6.1.5.5.7.3.2";

    /// <summary>Reads all three; null, with a line for each, where one is wrong.</summary>
    /// <param name="options">Which.</param>
    /// <param name="mistakes">Where the lines go.</param>
    /// <param name="known">What was read before; given back where the files are still the same.</param>
    public static PeerMaterial? Read(ClusterTrustOptions options, List<string> mistakes, PeerMaterial? known = null)
    {
        var certificate = Text(options.Certificate, nameof(options.Certificate), mistakes);
        var key = Text(options.CertificateKey, nameof(options.CertificateKey), mistakes);
        var authority = Text(options.Authority, nameof(options.Authority), mistakes);
        if (certificate is null || key is null || authority is null)
            return null;
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', certificate, key, authority))));
        if (string.Equals(digest, known?.Digest, StringComparison.Ordinal))
            return known;

        var shown = Certificates(certificate, options.Certificate, nameof(options.Certificate), mistakes);
        var roots = Certificates(authority, options.Authority, nameof(options.Authority), mistakes);
        if (shown is null || roots is null || WithKey(certificate, key, options, mistakes) is not { } own)
            return null;
        return new PeerMaterial(SslStreamCertificateContext.Create(own, shown, offline: true), roots, digest);
    }

    /// <summary>Looks for what peers would refuse.</summary>
    /// <param name="isServer">Whether it is a silo's: others connect to it, and it to others like it, with the same roots and the same name.</param>
    /// <param name="peerName">The name that every silo has; null where there is none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="mistakes">Where the lines go.</param>
    public void Check(bool isServer, string? peerName, TimeProvider time, List<string> mistakes)
    {
        var own = Own.TargetCertificate;
        if (Ended(time))
            Add(string.Create(CultureInfo.InvariantCulture, $"ended at {own.NotAfter.ToUniversalTime():u}."));
        if (own.NotBefore.ToUniversalTime() > time.GetUtcNow().UtcDateTime)
            Add(string.Create(CultureInfo.InvariantCulture, $"is good from {own.NotBefore.ToUniversalTime():u} on only."));
        if (!IsFor(own, ClientAuth))
            Add("is not for clients of TLS (its extended key usage lacks clientAuth), which every silo and edge is.");
        if (!isServer)
            return;

        if (!IsFor(own, ServerAuth))
            Add("is not for servers of TLS (its extended key usage lacks serverAuth), which every silo is.");
        if (peerName is not null && !own.MatchesHostname(peerName, allowWildcards: true, allowCommonName: false))
            Add($"does not name \"{peerName}\" ({nameof(ClusterTrustOptions.PeerName)}) as its subject's alternative: nobody would take it for a silo's.");
        if (TroubleOfChain(time) is { } trouble)
            Add($"does not lead to a certificate in {nameof(ClusterTrustOptions.Authority)}, by which the other silos judge it: {trouble}");

        void Add(string problem) => mistakes.Add(TrustMistakes.Line(nameof(ClusterTrustOptions.Certificate), problem));
    }

    /// <summary>Whether nobody takes the certificate any more.</summary>
    public bool Ended(TimeProvider time) => Own.TargetCertificate.NotAfter.ToUniversalTime() < time.GetUtcNow().UtcDateTime;

    /// <summary>How others' certificates are judged.</summary>
    public X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // Private authorities publish no lists; certificates that live for days take their place.
            RevocationMode = X509RevocationMode.NoCheck,
            // What a stranger's certificate names is fetched by nobody.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(Authority);
        return policy;
    }

    // Its time and its purposes have lines of their own.
    private string? TroubleOfChain(TimeProvider time)
    {
        using var chain = new X509Chain { ChainPolicy = Policy() };
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        foreach (var certificate in Own.IntermediateCertificates)
            chain.ChainPolicy.ExtraStore.Add(certificate);
        return chain.Build(Own.TargetCertificate) ? null : string.Join(" ", chain.ChainStatus.Select(s => s.StatusInformation.Trim()));
    }

    // Without the extension it is for anything (RFC 5280 §4.2.1.12).
    private static bool IsFor(X509Certificate2 certificate, string purpose) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is not { } usage
        || usage.EnhancedKeyUsages.Cast<Oid>().Any(o => string.Equals(o.Value, purpose, StringComparison.Ordinal));

    private static string? Text(string? path, string name, List<string> mistakes)
    {
        try
        {
            return File.ReadAllText(path ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            mistakes.Add(TrustMistakes.Line(name, $"\"{path}\" cannot be read: {e.Message}"));
            return null;
        }
    }

    private static X509Certificate2Collection? Certificates(string pem, string? path, string name, List<string> mistakes)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
            if (found.Count > 0)
                return found;
            mistakes.Add(TrustMistakes.Line(name, $"\"{path}\" holds no certificate in PEM."));
        }
        catch (CryptographicException e)
        {
            mistakes.Add(TrustMistakes.Line(name, $"\"{path}\" holds what is no certificate: {e.Message}"));
        }

        return null;
    }

    // What a message says of a key is not repeated: nobody knows what it was made from.
    private static X509Certificate2? WithKey(string certificate, string key, ClusterTrustOptions options, List<string> mistakes)
    {
        try
        {
            var own = X509Certificate2.CreateFromPem(certificate, key);
            // There a key that is only in memory cannot be used for TLS.
            return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null) : own;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            mistakes.Add(TrustMistakes.Line(nameof(options.CertificateKey), $"\"{options.CertificateKey}\" holds no private key in PEM, not encrypted, that belongs to {nameof(options.Certificate)}."));
            return null;
        }
    }
}
