using System.ComponentModel.DataAnnotations;

namespace Gateway.Fetching;

/// <summary>What a fetch may take.</summary>
public sealed record FetchOptions
{
    /// <summary>All of it, redirects and the whole content: 1 second to 10 minutes; default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection with its TLS handshake: 1 second to 1 minute; default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The content as it comes and as it is without content coding, in bytes, each: 1,024 to 268,435,456; default 10,485,760 (10 MiB).</summary>
    [Range(1_024, 256 * 1_024 * 1_024)]
    public int MaxBytes { get; init; } = 10 * 1_024 * 1_024;

    /// <summary>Redirects, one after the other: 0 to 20; default 5.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; init; } = 5;

    /// <summary>
    /// Who asks, by name and where to read of it (RFC 9110 §10.1.5): a product and a comment. How many read it is added by whoever knows.
    /// </summary>
    [Required, RegularExpression("^[!#$%&'*+.^_`|~0-9A-Za-z-]+(/[!#$%&'*+.^_`|~0-9A-Za-z-]+)?( [ -~]{1,200})?$")]
    public string UserAgent { get; init; } = "Gateway/1.0";
}
