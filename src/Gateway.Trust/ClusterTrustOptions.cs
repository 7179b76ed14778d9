namespace Gateway.Trust;

/// <summary>
/// How the parts of a cluster know each other: <c>Gateway:Cluster</c>; the other keys of the section are the executable's own. The same
/// on every silo and every edge, but for each one's own certificate.
/// </summary>
public sealed class ClusterTrustOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Cluster";

    /// <summary>
    /// What every silo and every edge proves to know, never sending it: at least 32 visible ASCII characters; default none. With it a
    /// silo answers nobody else, and no silo meets another without.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>A second key, taken beside the first while keys are rotated and proved by none: as <see cref="Key"/>; default none.</summary>
    public string? SecondKey { get; set; }

    /// <summary>
    /// The file of the certificate that is shown to peers, PEM, followed by the intermediate ones; read again once it changes. Needs
    /// <see cref="CertificateKey"/> and <see cref="Authority"/>. Default none: no TLS inside the cluster.
    /// </summary>
    public string? Certificate { get; set; }

    /// <summary>The file of the certificate's private key, PEM, not encrypted; read again once it changes. Default none.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>The file of the root certificates by which alone peers' certificates are checked, PEM; read again once it changes. Default none.</summary>
    public string? Authority { get; set; }

    /// <summary>
    /// The DNS name or IP address that every silo's certificate names; default, of each silo the one by which it was connected to: its
    /// host where an edge connects, its IP address where a silo does.
    /// </summary>
    public string? PeerName { get; set; }
}
