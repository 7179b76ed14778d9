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
    public void Check(bool isServer, TimeProvider time, List<string> mistakes)
    {
        var own = Own.TargetCertificate;
        if (own.NotAfter.ToUniversalTime() < time.GetUtcNow().UtcDateTime)
            mistakes.Add(TrustMistakes.Line(nameof(ClusterTrustOptions.Certificate), string.Create(CultureInfo.InvariantCulture, $"ended at {own.NotAfter.ToUniversalTime():u}.")));
        if (!IsFor(own, ClientAuth))
            mistakes.Add(TrustMistakes.Line(nameof(ClusterTrustOptions.Certificate), "is not for clients of TLS (its extended key usage lacks clientAuth), which every silo and edge is."));
        if (isServer && !IsFor(own, ServerAuth))
            mistakes.Add(TrustMistakes.Line(nameof(ClusterTrustOptions.Certificate), "is not for servers of TLS (its extended key usage lacks serverAuth), which every silo is."));
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
