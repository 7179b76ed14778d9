using System.Net;
using System.Net.Security;
using Gateway.Trust;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Gateway.Peers;

/// <summary>What stands between two silos before Orleans does: TLS, then the cluster's key, each where it is configured.</summary>
internal static class SiloPeers
{
    public static void Guard(ISiloBuilder silo, ClusterKeys keys, ClusterCertificates certificates)
    {
        var isGuarded = certificates.AreGiven || !keys.IsEmpty;
        if (isGuarded)
            silo.Configure<SiloConnectionOptions>(connections => connections.ConfigureSiloInboundConnection(StrangerLimit.UseOutside));
        if (certificates.AreGiven)
        {
            silo.Configure<SiloConnectionOptions>(connections => connections.ConfigureSiloInboundConnection(SecuredMiddleware.UseOutside));
            silo.UseTls(tls => Configure(tls, certificates));
            silo.Configure<SiloConnectionOptions>(connections => connections.ConfigureSiloInboundConnection(SecuredMiddleware.UseInside));
        }

        if (!keys.IsEmpty)
        {
            silo.Configure<SiloConnectionOptions>(connections =>
            {
                connections.ConfigureSiloInboundConnection(b => HandshakeMiddleware.Use(b, keys, isListening: true));
                // None is opened; were one, no client of Orleans' would know the key.
                connections.ConfigureGatewayInboundConnection(b => HandshakeMiddleware.Use(b, keys, isListening: true));
                connections.ConfigureSiloOutboundConnection(b => HandshakeMiddleware.Use(b, keys, isListening: false));
            });
        }

        if (isGuarded)
            silo.Configure<SiloConnectionOptions>(connections => connections.ConfigureSiloInboundConnection(StrangerLimit.UseInside));
    }

    private static void Configure(TlsOptions tls, ClusterCertificates certificates)
    {
        // Asked for by the library; what is applied to each connection below outranks it, for clients too.
        tls.LocalServerCertificateSelector = (_, _) => certificates.Own;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = certificates.JudgeSilo;
        tls.OnAuthenticateAsServer = (_, options) => certificates.Apply((SslServerAuthenticationOptions)options.SslServerAuthenticationOptions);
        tls.OnAuthenticateAsClient = (connection, options) => certificates.Apply(
            (SslClientAuthenticationOptions)options.SslClientAuthenticationOptions,
            connection.RemoteEndPoint is IPEndPoint remote ? remote.Address.MapToWritten() : "");
    }

    // 127.0.0.1 rather than ::ffff:127.0.0.1, as certificates have it.
    private static string MapToWritten(this IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
