using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Grains.Hosting;
using Gateway.Grains.Rendering;
using Gateway.Grains.Silos;
using Gateway.Peers;
using Gateway.Storage.AzureStorage;
using Gateway.Storage.Sqlite;
using Gateway.Trust;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Gateway.Hosting;

/// <summary>What a silo is made of: where it stores, whom it meets, what it hosts.</summary>
internal static class SiloComposition
{
    public static void Compose(ISiloBuilder silo, IConfiguration configuration, GatewaySettings settings, ClusterCertificates certificates, ILoggerFactory logs)
    {
        if (settings.Storage == StorageProvider.AzureStorage)
            Join(silo, settings, certificates);
        else
            Alone(silo, configuration, settings);
        silo.AddGatewayGrains();
        silo.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler>(new FatalErrors(logs)));
        silo.Services.AddOptions<RenderingOptions>().Bind(configuration.GetSection(Configuration.GatewayOptions.RenderingSection));
        silo.AddDashboard(d => d.HideTrace = true);
    }

    /// <summary>Where edges reach the origin of a silo: the first address that it listens at, by this machine's own where that is any.</summary>
    public static Uri OriginAddress(GatewaySettings settings)
    {
        var listen = BindingAddress.Parse(settings.Urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[0]);
        var host = settings.Silo.Host ?? (IsAny(listen.Host) ? AddressOf(Dns.GetHostName()).ToString() : listen.Host);
        return new UriBuilder(listen.Scheme, host.Trim('[', ']'), listen.Port).Uri;
    }

    /// <summary>Where a silo listens for others that reach it by an address: there alone where that is of this machine only, else everywhere.</summary>
    public static IPEndPoint ListensAt(IPAddress advertised, int port)
    {
        if (IPAddress.IsLoopback(advertised))
            return new IPEndPoint(advertised, port);
        return new IPEndPoint(advertised.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, port);
    }

    /// <summary>The same for the silo of these settings.</summary>
    public static IPEndPoint ListensAt(GatewaySettings settings) => ListensAt(AddressOf(OriginAddress(settings).Host.Trim('[', ']')), settings.Silo.Port);

    /// <summary>What the silo is called in its cluster.</summary>
    public static string NameOf(GatewaySettings settings) =>
        settings.Silo.Name ?? string.Create(CultureInfo.InvariantCulture, $"{Dns.GetHostName()}-{OriginAddress(settings).Port}");

    /// <summary>The account that the cluster keeps its state in; checked with the settings.</summary>
    public static AzureStorageConnection Connection(GatewaySettings settings) =>
        AzureStorageConnection.TryParse(settings.ConnectionString ?? "") ?? throw new InvalidOperationException("The connection is none.");

    private static void Alone(ISiloBuilder silo, IConfiguration configuration, GatewaySettings settings)
    {
        silo.UseLocalhostClustering(gatewayPort: 0, serviceId: "gateway", clusterId: "gateway");
        silo.AddSqliteStorage(sqlite => sqlite
            .Bind(configuration.GetSection(StorageProviderOptions.SqliteSection))
            .Configure(options => options.DataDirectory = settings.DataDirectory));
        SilentListenerFactory.Replace(silo.Services);
    }

    private static void Join(ISiloBuilder silo, GatewaySettings settings, ClusterCertificates certificates)
    {
        var address = OriginAddress(settings);
        silo.AddAzureStorage(Connection(settings));
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.Cluster.Id, settings.Cluster.Id));
        silo.Configure<SiloOptions>(options => options.SiloName = NameOf(settings));
        silo.Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = AddressOf(address.Host.Trim('[', ']'));
            (endpoint.SiloPort, endpoint.GatewayPort) = (settings.Silo.Port, 0);
            endpoint.SiloListeningEndpoint = ListensAt(settings);
        });
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = settings.Cluster.ProbeInterval;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        });
        SiloPeers.Guard(silo, ClusterKeys.From(settings.Trust), certificates);
        silo.UseSiloMetadata(new Dictionary<string, string>(StringComparer.Ordinal) { [JoinOptions.AddressKey] = address.AbsoluteUri });
    }

    private static bool IsAny(string host) => host is "*" or "+" || IPAddress.TryParse(host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));

    private static IPAddress AddressOf(string host)
    {
        try
        {
            return IPAddress.TryParse(host, out var ip)
                ? ip
                : Dns.GetHostAddresses(host).OrderBy(a => a.AddressFamily != AddressFamily.InterNetwork).FirstOrDefault() ?? throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (SocketException e)
        {
            throw new StartFailure(ExitCode.Configuration, $"{SiloHostOptions.Section}:Host: \"{host}\" has no address: {e.Message}.", e);
        }
    }
}
