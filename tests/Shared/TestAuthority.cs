using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Shared;

/// <summary>A certificate authority of a test's own, with its files in a folder that goes with it.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly X509Certificate2 _root;
    private readonly X509SubjectKeyIdentifierExtension _identifier;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        // By it one authority is told from the next of the same name.
        request.CertificateExtensions.Add(_identifier = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _root = request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
        File.WriteAllText(Named("root.pem"), _root.ExportCertificatePem());
    }

    /// <summary>Where its files are.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("gateway-certificates-");

    /// <summary>The root's own file.</summary>
    public string RootFile => Named("root.pem");

    public void Dispose()
    {
        _root.Dispose();
        Folder.Delete(recursive: true);
    }

    /// <summary>Writes a certificate and its key as <c>NAME.pem</c> and <c>NAME.key</c>, over those that are there; gives its serial number.</summary>
    /// <param name="name">Of the files and in the subject.</param>
    /// <param name="hosts">Names and addresses that it is for.</param>
    /// <param name="days">How long it is good for; negative for one that has ended.</param>
    /// <param name="from">The day from which it is good, counted from today.</param>
    /// <param name="purposes">Its extended key usage; none for any purpose.</param>
    public string Issue(string name, string[] hosts, int days = 5, int from = -9, params string[] purposes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        if (hosts.Length > 0)
            request.CertificateExtensions.Add(names.Build());
        if (purposes.Length > 0)
        {
            var usage = new OidCollection();
            foreach (var purpose in purposes)
                usage.Add(new Oid(purpose));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usage, critical: false));
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(_identifier));
        using var issued = request.Create(_root, Now.AddDays(from), Now.AddDays(days), Serial());
        File.WriteAllText(Named(name + ".key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Named(name + ".pem"), issued.ExportCertificatePem());
        return issued.SerialNumber;
    }

    /// <summary>The settings of who shows a certificate that was issued, and trusts this authority.</summary>
    public Dictionary<string, string?> Settings(string name) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Gateway:Cluster:Certificate"] = Named(name + ".pem"),
        ["Gateway:Cluster:CertificateKey"] = Named(name + ".key"),
        ["Gateway:Cluster:Authority"] = RootFile,
    };

    // Two authorities of one name never give the same one.
    private static byte[] Serial() => [1, .. RandomNumberGenerator.GetBytes(8)];

    private string Named(string name) => Path.Combine(Folder.FullName, name);
}
