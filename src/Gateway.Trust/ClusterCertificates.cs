using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Gateway.Trust;

/// <summary>
/// TLS between the parts of a cluster: each shows a certificate, and checks the other's against roots of the operator's own. The files
/// are read again when they change, for the connections that are made from then on. Thread-safe.
/// </summary>
public sealed class ClusterCertificates
{
    /// <summary>How often the files are looked at, at most: they are where a connection is made.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly ClusterTrustOptions _options;
    private readonly bool _isServer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly OnceAMinute _unreadable;
    private readonly OnceAMinute _refused;
    private PeerMaterial? _material;
    private long _looked;

    /// <param name="options">Checked.</param>
    /// <param name="isServer">Whether others connect to this process, as they do to a silo.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of renewals and of peers that are refused.</param>
    public ClusterCertificates(ClusterTrustOptions options, bool isServer, TimeProvider time, ILogger<ClusterCertificates> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _isServer, _time, _logger) = (options, isServer, time, logger);
        (_unreadable, _refused) = (new OnceAMinute(time), new OnceAMinute(time));
    }

    /// <summary>Whether the parts of the cluster speak TLS; else nothing else here may be asked.</summary>
    public bool AreGiven => _options.Certificate is not null;

    /// <summary>What a server needs for one connection.</summary>
    public SslServerAuthenticationOptions Server()
    {
        var tls = new SslServerAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Judge(certificate, chain, errors) };
        Apply(tls);
        return tls;
    }

    /// <summary>What a client needs for one connection, over which it will speak HTTP/2.</summary>
    /// <param name="host">The name or address that it connects to.</param>
    public SslClientAuthenticationOptions Client(string host)
    {
        var tls = new SslClientAuthenticationOptions
        {
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Judge(certificate, chain, errors),
        };
        Apply(tls, host);
        return tls;
    }

    /// <summary>Sets what a server needs: its certificate, one of each client, and nothing below TLS 1.2.</summary>
    public void Apply(SslServerAuthenticationOptions tls)
    {
        ArgumentNullException.ThrowIfNull(tls);
        var material = Current();
        tls.ServerCertificateContext = material.Own;
        (tls.ServerCertificate, tls.ServerCertificateSelectionCallback) = (null, null);
        tls.ClientCertificateRequired = true;
        tls.CertificateChainPolicy = material.Policy();
        tls.EnabledSslProtocols = Protocols;
        tls.AllowRenegotiation = false;
        // A session that is resumed would show the certificates of the one before.
        tls.AllowTlsResume = false;
    }

    /// <summary>Sets what a client needs: its certificate, the name that the server's must have, and nothing below TLS 1.2.</summary>
    /// <param name="tls">Where.</param>
    /// <param name="host">The name or address that is connected to.</param>
    public void Apply(SslClientAuthenticationOptions tls, string host)
    {
        ArgumentNullException.ThrowIfNull(tls);
        var material = Current();
        tls.TargetHost = _options.PeerName ?? host;
        tls.ClientCertificateContext = material.Own;
        (tls.ClientCertificates, tls.LocalCertificateSelectionCallback) = (null, null);
        tls.CertificateChainPolicy = material.Policy();
        tls.EnabledSslProtocols = Protocols;
        tls.AllowRenegotiation = false;
        tls.AllowTlsResume = false;
    }

    // The library's own verdict; who is refused is told of.
    private bool Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        var reason = string.Join(", ", ((string[])
        [
            errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "it shows none" : "",
            errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it is for another name" : "",
            errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? string.Join(" ", chain?.ChainStatus.Select(s => s.StatusInformation.Trim()) ?? []) : "",
        ]).Where(r => r.Length > 0));
        if (_refused.IsDue(out var times))
            Log.PeerRefused(_logger, Short(certificate?.Subject ?? "(none)"), reason, times);
        return false;
    }

    /// <summary>
    /// Whether a silo is one, by what the check against the roots, the purpose and the name it was connected to gave. Where silos have a
    /// name, one that connects must have it, too, so that an edge's certificate opens no silo.
    /// </summary>
    public bool JudgeSilo(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var isNamed = _options.PeerName is not { } name || certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false);
        return Judge(certificate, chain, isNamed ? errors : errors | SslPolicyErrors.RemoteCertificateNameMismatch);
    }

    /// <summary>The certificate that is shown now.</summary>
    public X509Certificate2 Own => Current().Own.TargetCertificate;

    // 1.3 where both have it; 1.2 for systems whose cryptography has nothing newer.
    private static SslProtocols Protocols => SslProtocols.Tls12 | SslProtocols.Tls13;

    private PeerMaterial Current()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            if (_material is { } known && _time.GetElapsedTime(_looked, now) < Look)
                return known;
            _looked = now;
            var mistakes = new List<string>();
            var read = PeerMaterial.Read(_options, mistakes, _material);
            if (read is null)
            {
                // Half of a renewal, perhaps: what was good before is until it ends.
                if (_unreadable.IsDue(out _))
                    Log.Unreadable(_logger, string.Join(" ", mistakes));
                return _material ?? throw new AuthenticationException(string.Join(" ", mistakes));
            }

            if (ReferenceEquals(read, _material))
                return read;
            // A renewal that peers would refuse: what they take is shown as long as they take it.
            if (_material is { } earlier && !earlier.Ended(_time))
            {
                read.Check(_isServer, _options.PeerName, _time, mistakes);
                if (mistakes.Count > 0)
                {
                    if (_unreadable.IsDue(out _))
                        Log.Unreadable(_logger, string.Join(" ", mistakes));
                    return earlier;
                }
            }

            Log.Shown(_logger, read.Own.TargetCertificate.Subject, read.Own.TargetCertificate.NotAfter.ToUniversalTime());
            return _material = read;
        }
    }

    // A stranger's words: none of them moves a terminal.
    private static string Short(string text) => string.Concat((text.Length <= 200 ? text : text[..200]).Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
