using System.ComponentModel.DataAnnotations;

namespace Gateway.Edge;

/// <summary>How the edge listens and forwards: <c>Gateway:Edge</c>.</summary>
public sealed class EdgeOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Gateway:Edge";

    /// <summary>How long the origin may be silent in a request: 00:00:01 to 01:00:00; default 00:01:00.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long both sides of a bulk publish may be silent: 00:00:01 to 1.00:00:00; default 00:10:00.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan BulkSilenceTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a connection to the origin may take: 00:00:00.1 to 00:01:00; default 00:00:05.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a silo of several may be silent before a request that only reads is asked of another: 00:00:00.1 to 00:01:00;
    /// default 00:00:05.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan SiloPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a request that only reads, and that nothing stored can answer, may wait for another silo to take over from one that
    /// died: 00:00:00 to 00:01:00; default 00:00:15.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan FailoverPatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>All headers of a request together, in bytes: 4,096 to 1,048,576; default 32,768.</summary>
    [Range(4_096, 1_048_576)]
    public int MaxRequestHeaderBytes { get; set; } = 32_768;

    /// <summary>Headers of a request: 10 to 1,000; default 100.</summary>
    [Range(10, 1_000)]
    public int MaxRequestHeaders { get; set; } = 100;

    /// <summary>The request line, in bytes: 1,024 to 65,536; default 16,384 (a name of 200 characters, percent-encoded, fits).</summary>
    [Range(1_024, 65_536)]
    public int MaxRequestLineBytes { get; set; } = 16_384;

    /// <summary>How long the headers of a request may take to arrive: 00:00:01 to 00:05:00; default 00:00:15.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan RequestHeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long an idle connection stays open: 00:00:01 to 01:00:00; default 00:02:10. Down to half of it where its last requests
    /// were <see cref="DirectHits"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>Streams at once on one HTTP/2 connection of a client: 1 to 1,000; default 100.</summary>
    [Range(1, 1_000)]
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>
    /// What of an answer may wait in memory for a slow client, per connection over TLS or HTTP/2, in bytes: 65,536 to
    /// 16,777,216; default 1,048,576. Plain connections hold nothing but what the system does: answers wait for the socket.
    /// </summary>
    [Range(65_536, 16 << 20)]
    public int ResponseBufferBytes { get; set; } = 1 << 20;

    /// <summary>
    /// Whether fresh hits of plain requests are answered before the server parses them: several times as many per processor. Off,
    /// everything goes through the server, its own metrics and its diagnostics. Default true.
    /// </summary>
    public bool DirectHits { get; set; } = true;
}
