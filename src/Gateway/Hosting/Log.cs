
namespace Gateway.Hosting;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Started in {Milliseconds} ms. Serving {Urls} as {PublicUrl}; management at {ManagementUrls}; data in {DataDirectory}.")]
    public static partial void Started(ILogger logger, long milliseconds, string urls, Uri publicUrl, string managementUrls, string dataDirectory);

    [LoggerMessage(1002, LogLevel.Information, "The key to publish with is in {File}, readable by its owner only.")]
    public static partial void KeyCreated(ILogger logger, string file);

    [LoggerMessage(1003, LogLevel.Warning, "Nobody can publish: no publisher is configured (Gateway:Publishers) and {File} is missing.")]
    public static partial void NoPublisher(ILogger logger, string file);

    [LoggerMessage(1004, LogLevel.Information, "Publishers are configured: the key in {File} is not in force.")]
    public static partial void KeyIgnored(ILogger logger, string file);

    [LoggerMessage(1005, LogLevel.Information, "Draining ({Signal}): finishing accepted requests, for {Timeout} at most.")]
    public static partial void Draining(ILogger logger, string signal, TimeSpan timeout);

    [LoggerMessage(1006, LogLevel.Information, "Stopped.")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(1007, LogLevel.Warning, "Stopping {Part} did not end well.")]
    public static partial void StopFailed(ILogger logger, Exception exception, string part);

    [LoggerMessage(1008, LogLevel.Critical, "{Line}")]
    public static partial void StartFailed(ILogger logger, string line);

    [LoggerMessage(1009, LogLevel.Critical, "The gateway could not start.")]
    public static partial void StartBroke(ILogger logger, Exception exception);

    [LoggerMessage(1011, LogLevel.Warning, "Nobody can publish: no publisher is configured (Gateway:Publishers), which every silo needs alike.")]
    public static partial void NoPublisherOfCluster(ILogger logger);

    [LoggerMessage(1012, LogLevel.Critical, "The other silos have given this one up, as it did not answer them: it ends, to be started anew. {Context}")]
    public static partial void GivenUp(ILogger logger, string? context);

    [LoggerMessage(1013, LogLevel.Critical, "The silo cannot go on: it ends, to be started anew. {Context}")]
    public static partial void SiloBroke(ILogger logger, Exception exception, string? context);

    [LoggerMessage(1010, LogLevel.Warning, "Gateway:PublicUrl is not set, so that links and feeds lead to {PublicUrl}; the gateway listens at {Urls}. Set it to the address by which readers come.")]
    public static partial void PublicUrlElsewhere(ILogger logger, Uri publicUrl, string urls);

    [LoggerMessage(1014, LogLevel.Information, "Ready: requests are served.")]
    public static partial void Ready(ILogger logger);

    [LoggerMessage(1015, LogLevel.Warning, "Not ready: {Reason}")]
    public static partial void NotReady(ILogger logger, string reason);

    [LoggerMessage(1016, LogLevel.Error, "The silo waits for its storage: {Problem}")]
    public static partial void WaitingForStorage(ILogger logger, string problem);

    [LoggerMessage(1017, LogLevel.Information, "The storage is there, after {Seconds:0.0} s.")]
    public static partial void StorageThere(ILogger logger, double seconds);

    [LoggerMessage(1018, LogLevel.Warning, "This silo is alone: what it has is in {DataDirectory}, and no other silo can share it. Silos of a cluster need Gateway:Storage:Provider=AzureStorage.")]
    public static partial void AloneAsASilo(ILogger logger, string dataDirectory);
}
