using System.ComponentModel.DataAnnotations;

namespace Gateway.Configuration;

/// <summary>The parts of the gateway that a process runs.</summary>
internal enum GatewayRole
{
    /// <summary>Everything.</summary>
    [SettingValue("all")]
    All,

    /// <summary>An Orleans silo with the origin.</summary>
    [SettingValue("silo")]
    Silo,

    /// <summary>The edge.</summary>
    [SettingValue("edge")]
    Edge,
}

/// <summary>Where state lies.</summary>
internal enum StorageProvider
{
    /// <summary>An embedded SQLite database; one silo.</summary>
    Sqlite,

    /// <summary>Azure Storage; a cluster.</summary>
    AzureStorage,
}

/// <summary>The section <c>Gateway</c>, but for the parts that keep their own options.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>The caches of what can be built again.</summary>
    public const string RenderingSection = Section + ":Rendering";

    /// <summary>What this process runs: <c>all</c>, <c>silo</c> or <c>edge</c>; default <c>all</c>.</summary>
    public GatewayRole Role { get; set; } = GatewayRole.All;

    /// <summary>The absolute base (http or https; a host name in ASCII or an IPv4 address; no query or fragment) of every address that the gateway makes up; default <c>http://localhost:8080</c>.</summary>
    [Required]
    public string PublicUrl { get; set; } = "http://localhost:8080";

    /// <summary>The directory of the embedded store, relative to the current directory; default <c>./data</c>.</summary>
    [Required]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Whether the gateway drains when its standard input ends, for whoever starts it as a child and may be killed; default false.</summary>
    public bool StopWithInput { get; set; }

    /// <summary>The addresses of silos, for role <c>edge</c>: one or more, from which it learns the others; default none.</summary>
    public IList<string> Origins { get; set; } = [];
}

/// <summary>The section <c>Gateway:Silo</c>, but for what the grains keep themselves: where a silo of a cluster is reached.</summary>
internal sealed class SiloHostOptions
{
    public const string Section = GatewayOptions.Section + ":Silo";

    /// <summary>The silo's name in the cluster, the same with each start, no other silo's: at most 100 characters; default the machine's name and the first port of <c>urls</c>.</summary>
    [StringLength(100)]
    public string? Name { get; set; }

    /// <summary>
    /// The host name or IP address by which edges and other silos reach this machine; default the host of the first address in <c>urls</c>,
    /// or, where that is any address, the machine's own.
    /// </summary>
    [StringLength(253)]
    public string? Host { get; set; }

    /// <summary>The port for other silos: 1 to 65535; default 11111.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 11_111;
}

/// <summary>The section <c>Gateway:Cluster</c>: the same on every silo.</summary>
internal sealed class ClusterHostOptions
{
    public const string Section = GatewayOptions.Section + ":Cluster";

    /// <summary>Names the cluster among those that share a storage account, 1 to 100 characters; default <c>gateway</c>. Its state goes by it.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string Id { get; set; } = "gateway";

    /// <summary>How often silos look whether the others are alive: 00:00:00.2 to 00:01:00; default 00:00:02. Three looks in vain make a suspicion.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:01:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>The section <c>Gateway:Publication</c>.</summary>
internal sealed class PublicationOptions
{
    public const string Section = GatewayOptions.Section + ":Publication";

    /// <summary>The publication's name, 1 to 200 characters; default <c>Gateway</c>.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public string Title { get; set; } = "Gateway";

    /// <summary>One sentence about it, at most 1,000 characters.</summary>
    [Required, StringLength(1_000, MinimumLength = 1)]
    public string Description { get; set; } = "News from many sources, in every format.";

    /// <summary>BCP 47, the language of articles that name none; default <c>en</c>.</summary>
    [Required, RegularExpression("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", ErrorMessage = "must be a BCP 47 language tag such as en or pt-BR")]
    public string Language { get; set; } = "en";

    /// <summary>Who is named where an article names no author, at most 200 characters; default the title.</summary>
    [StringLength(200)]
    public string? Author { get; set; }

    /// <summary>An absolute http(s) address of a square picture, its host as that of the public address; default none.</summary>
    public string? Icon { get; set; }
}

/// <summary>The section <c>Gateway:Publishers:{NAME}</c>: one publisher's keys.</summary>
internal sealed class PublisherKeyOptions
{
    public const string Section = GatewayOptions.Section + ":Publishers";

    /// <summary>The API key, at least 16 visible ASCII characters, or <c>sha256:</c> with its SHA-256 in 64 hexadecimal digits.</summary>
    public string? Key { get; set; }

    /// <summary>A second key, good beside the first while keys are rotated.</summary>
    public string? SecondKey { get; set; }

    /// <summary>Whether the publisher may change or retract anything; default false.</summary>
    public bool Operator { get; set; }
}

/// <summary>The section <c>Gateway:Management</c>.</summary>
internal sealed class ManagementOptions
{
    public const string Section = GatewayOptions.Section + ":Management";

    /// <summary>Where health, metrics and the dashboard are served, addresses separated by <c>;</c>; default <c>http://127.0.0.1:8081</c>.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:8081";

    /// <summary>
    /// Further host names and addresses, separated by <c>;</c>, by which the dashboard and the purge may be asked; loopback ones and
    /// those in <see cref="Urls"/> always may. Default none.
    /// </summary>
    public string Hosts { get; set; } = "";
}

/// <summary>The section <c>Gateway:Drain</c>: what happens between SIGTERM and the end.</summary>
internal sealed class DrainOptions
{
    public const string Section = GatewayOptions.Section + ":Drain";

    /// <summary>How long the gateway stays open while it says that it is not ready, for load balancers to notice: 00:00:00 to 00:05:00; default 00:00:00.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Delay { get; set; } = TimeSpan.Zero;

    /// <summary>How long accepted requests may take to finish before they are aborted: 00:00:01 to 01:00:00; default 00:00:30.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>How the console shows events.</summary>
internal enum LogFormat
{
    /// <summary>A line for people.</summary>
    [SettingValue("text")]
    Text,

    /// <summary>A JSON object on a line.</summary>
    [SettingValue("json")]
    Json,
}

/// <summary>The section <c>Gateway:Log</c>; levels are set under <c>Logging:LogLevel</c>.</summary>
internal sealed class LogOptions
{
    public const string Section = GatewayOptions.Section + ":Log";

    /// <summary><c>text</c> or <c>json</c>; default <c>text</c>.</summary>
    public LogFormat Format { get; set; } = LogFormat.Text;
}

/// <summary>The section <c>Gateway:Storage</c>, but for what the embedded store keeps itself.</summary>
internal sealed class StorageProviderOptions
{
    public const string Section = GatewayOptions.Section + ":Storage";

    /// <summary>The embedded store's own settings.</summary>
    public const string SqliteSection = Section + ":Sqlite";

    /// <summary><c>Sqlite</c> or <c>AzureStorage</c>; default <c>Sqlite</c>.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>The connection string of <c>AzureStorage</c>, or the account's blob service address, which is asked with a managed identity; default none.</summary>
    public string? ConnectionString { get; set; }
}
