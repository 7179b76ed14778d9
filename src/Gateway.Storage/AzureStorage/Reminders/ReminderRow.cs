using System.Globalization;
using Azure.Data.Tables;
using Gateway.Storage.AzureStorage.Tables;

namespace Gateway.Storage.AzureStorage.Reminders;

/// <summary>
/// A reminder's row in the official provider's form. The partition is the service's name with the grain's hash in eight
/// hexadecimal digits, so that a range of hashes is a range of keys.
/// </summary>
internal static class ReminderRow
{
    public static string PartitionOf(string service, uint hash) => TableKey.Of(string.Create(CultureInfo.InvariantCulture, $"{service}_{hash:X8}"));

    public static string KeyOf(GrainId grain, string name) => TableKey.Of($"{grain}-{name}");

    public static TableEntity Of(string service, string cluster, ReminderEntry entry) =>
        new(PartitionOf(service, entry.GrainId.GetUniformHashCode()), KeyOf(entry.GrainId, entry.ReminderName))
        {
            ["ServiceId"] = service,
            ["DeploymentId"] = cluster,
            ["GrainReference"] = entry.GrainId.ToString(),
            ["ReminderName"] = entry.ReminderName,
            ["StartAt"] = LogFormatter.PrintDate(entry.StartAt),
            ["Period"] = entry.Period.ToString("c", CultureInfo.InvariantCulture),
            ["GrainRefConsistentHash"] = entry.GrainId.GetUniformHashCode().ToString("X8", CultureInfo.InvariantCulture),
        };

    /// <exception cref="FormatException">It is no reminder's row.</exception>
    public static ReminderEntry Read(TableEntity row) => new()
    {
        GrainId = GrainId.Parse(Text(row, "GrainReference"), CultureInfo.InvariantCulture),
        ReminderName = Text(row, "ReminderName"),
        StartAt = LogFormatter.ParseDate(Text(row, "StartAt")),
        Period = TimeSpan.Parse(Text(row, "Period"), CultureInfo.InvariantCulture),
        ETag = row.ETag.ToString(),
    };

    private static string Text(TableEntity row, string column) => row.GetString(column) ?? throw new FormatException($"Column {column} is missing.");
}
