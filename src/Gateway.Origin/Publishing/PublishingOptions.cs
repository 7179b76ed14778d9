using System.ComponentModel.DataAnnotations;

namespace Gateway.Origin.Publishing;

/// <summary>
/// The limits of publishing: <c>Gateway:Publishing</c>. A bulk stream holds at most about
/// <see cref="PendingBytes"/> + <see cref="AnswerBytes"/> + one record of memory; all together
/// <see cref="Streams"/> times that.
/// </summary>
public sealed record PublishingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Publishing";

    /// <summary>Bulk streams at the same time, beyond which 503: 1 to 10,000; default 32.</summary>
    [Range(1, 10_000)]
    public int Streams { get; init; } = 32;

    /// <summary>Those of one publisher, beyond which 503: 1 to 10,000; default 16.</summary>
    [Range(1, 10_000)]
    public int StreamsOfPublisher { get; init; } = 16;

    /// <summary>Records of one stream read and not answered yet: 1 to 100,000; default 8,192. Beyond, reading waits.</summary>
    [Range(1, 100_000)]
    public int PendingRecords { get; init; } = 8_192;

    /// <summary>Bytes of such records: 4,096 to 268,435,456; default 33,554,432 (32 MiB). One larger record goes alone.</summary>
    [Range(4_096, 256 * 1024 * 1024)]
    public int PendingBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Records handed on in one call: 1 to 10,000; default 8,192.</summary>
    [Range(1, 10_000)]
    public int BatchRecords { get; init; } = 8_192;

    /// <summary>Bytes of records handed on in one call: 4,096 to 67,108,864; default 33,554,432 (32 MiB). One larger record goes alone.</summary>
    [Range(4_096, 64 * 1024 * 1024)]
    public int BatchBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// Bytes of answers that wait for a client that sends and does not read: 65,536 to 268,435,456; default 4,194,304 (4 MiB,
    /// some 50,000 answers). Beyond, reading waits too, until <see cref="IdleTimeout"/> ends the stream.
    /// </summary>
    [Range(65_536, 256 * 1024 * 1024)]
    public int AnswerBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a client may neither send nor read before its stream is aborted: 1 s to 1 h; default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many times its size an encoded stream may grow when decoded, beyond 16 MiB: 10 to 10,000; default 200.</summary>
    [Range(10, 10_000)]
    public int GreatestExpansion { get; init; } = 200;
}
