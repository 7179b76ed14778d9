using Microsoft.Extensions.Logging;

namespace Gateway.Storage.AzureStorage;

/// <summary>Events 4101 to 4199.</summary>
internal static partial class Log
{
    [LoggerMessage(4101, LogLevel.Information, "Grain storage {Name} is open (container {Container}).")]
    public static partial void Opened(ILogger logger, string name, string container);

    [LoggerMessage(4102, LogLevel.Error, "A row of table {Table} cannot be read and is left out: {Row}.")]
    public static partial void UnreadableRow(ILogger logger, string table, string row, Exception exception);

    [LoggerMessage(4103, LogLevel.Warning, "Table {Table} cannot be reached; it is tried again.")]
    public static partial void TableUnreachable(ILogger logger, string table, Exception exception);

    [LoggerMessage(4104, LogLevel.Error, "The storage cannot be used: {Problem} Articles are served from what is in memory, and none can be taken in.")]
    public static partial void StorageAway(ILogger logger, string problem);

    [LoggerMessage(4105, LogLevel.Information, "The storage can be used again, after {Seconds:0.0} s.")]
    public static partial void StorageBack(ILogger logger, double seconds);
}
