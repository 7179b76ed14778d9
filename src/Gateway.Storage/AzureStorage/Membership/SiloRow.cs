using System.Globalization;
using System.Net;
using Azure.Data.Tables;

namespace Gateway.Storage.AzureStorage.Membership;

/// <summary>
/// A silo's row in the official provider's form: every column a text, instants as Orleans prints them. Beside the silos a cluster has
/// three rows with the table's version: one that is its guard, and one before and one behind all others, by which a reader of
/// several pages sees whether the table changed meanwhile.
/// </summary>
internal static class SiloRow
{
    public const string VersionKey = "VersionRow";
    public const string FirstKey = "!Start";
    public const string LastKey = "~End";

    public static bool IsVersion(TableEntity row) => row.RowKey is VersionKey or FirstKey or LastKey;

    public static string KeyOf(SiloAddress silo) =>
        string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    /// <summary>The three rows of a version.</summary>
    public static (TableEntity Version, TableEntity First, TableEntity Last) OfVersion(string cluster, int version)
    {
        // Cleaning up, older silos take whatever is not active for a dead silo.
        var (first, last) = (OfVersion(cluster, FirstKey, version), OfVersion(cluster, LastKey, version));
        first["Status"] = last["Status"] = nameof(SiloStatus.Active);
        return (OfVersion(cluster, VersionKey, version), first, last);
    }

    public static int VersionOf(TableEntity row) => int.Parse(Text(row, "MembershipVersion"), CultureInfo.InvariantCulture);

    public static TableEntity Of(string cluster, MembershipEntry entry) => new(cluster, KeyOf(entry.SiloAddress))
    {
        ["DeploymentId"] = cluster,
        ["Address"] = entry.SiloAddress.Endpoint.Address.ToString(),
        ["Port"] = Text(entry.SiloAddress.Endpoint.Port),
        ["Generation"] = Text(entry.SiloAddress.Generation),
        ["HostName"] = entry.HostName,
        ["Status"] = entry.Status.ToString(),
        ["ProxyPort"] = Text(entry.ProxyPort),
        ["RoleName"] = entry.RoleName,
        ["SiloName"] = entry.SiloName,
        // An earlier name of the column.
        ["InstanceName"] = entry.SiloName,
        ["UpdateZone"] = Text(entry.UpdateZone),
        ["FaultZone"] = Text(entry.FaultZone),
        ["SuspectingSilos"] = string.Join('|', (entry.SuspectTimes ?? []).Select(s => s.Item1.ToParsableString())),
        ["SuspectingTimes"] = string.Join('|', (entry.SuspectTimes ?? []).Select(s => LogFormatter.PrintDate(s.Item2))),
        ["StartTime"] = LogFormatter.PrintDate(entry.StartTime),
        ["IAmAliveTime"] = LogFormatter.PrintDate(entry.IAmAliveTime),
    };

    /// <summary>The columns that a sign of life writes.</summary>
    public static TableEntity OfLife(string cluster, MembershipEntry entry) => new(cluster, KeyOf(entry.SiloAddress))
    {
        ["DeploymentId"] = cluster,
        ["IAmAliveTime"] = LogFormatter.PrintDate(entry.IAmAliveTime),
    };

    /// <exception cref="FormatException">It is no silo's row.</exception>
    public static MembershipEntry Read(TableEntity row)
    {
        var entry = new MembershipEntry
        {
            SiloAddress = AddressOf(row, "Port"),
            HostName = row.GetString("HostName"),
            Status = Enum.Parse<SiloStatus>(Text(row, "Status")),
            ProxyPort = Number(row, "ProxyPort"),
            RoleName = row.GetString("RoleName"),
            SiloName = row.GetString("SiloName") is { Length: > 0 } name ? name : row.GetString("InstanceName"),
            UpdateZone = Number(row, "UpdateZone"),
            FaultZone = Number(row, "FaultZone"),
            StartTime = Instant(row, "StartTime"),
            IAmAliveTime = Instant(row, "IAmAliveTime"),
        };
        var (silos, times) = (List(row, "SuspectingSilos"), List(row, "SuspectingTimes"));
        if (silos.Length != times.Length)
            throw new FormatException($"{silos.Length} suspecting silos, but {times.Length} times.");
        foreach (var (silo, time) in silos.Zip(times))
            entry.AddSuspector(SiloAddress.FromParsableString(silo), LogFormatter.ParseDate(time));
        return entry;
    }

    /// <summary>The same; null where it is no silo's row.</summary>
    public static MembershipEntry? TryRead(TableEntity row)
    {
        try
        {
            return Read(row);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Where clients connect to a silo.</summary>
    public static Uri GatewayOf(TableEntity row) => AddressOf(row, "ProxyPort").ToGatewayUri();

    private static TableEntity OfVersion(string cluster, string key, int version) =>
        new(cluster, key) { ["DeploymentId"] = cluster, ["MembershipVersion"] = Text(version) };

    private static SiloAddress AddressOf(TableEntity row, string port) =>
        SiloAddress.New(IPAddress.Parse(Text(row, "Address")), Number(row, port), Number(row, "Generation"));

    private static string Text(TableEntity row, string column) => row.GetString(column) ?? throw new FormatException($"Column {column} is missing.");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(TableEntity row, string column) =>
        row.GetString(column) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static DateTime Instant(TableEntity row, string column) =>
        row.GetString(column) is { Length: > 0 } text ? LogFormatter.ParseDate(text) : default;

    private static string[] List(TableEntity row, string column) => row.GetString(column) is { Length: > 0 } text ? text.Split('|') : [];
}
