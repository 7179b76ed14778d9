namespace Gateway.Origin.Publishing;

/// <summary>A publisher: <c>Gateway:Publishers:{NAME}</c>.</summary>
public sealed record PublisherOptions
{
    /// <summary>The configuration section of all publishers.</summary>
    public const string Section = "Gateway:Publishers";

    /// <summary>The key: at least 16 visible ASCII characters, or <c>sha256:</c> and the 64 hexadecimal digits of its hash.</summary>
    public string? Key { get; init; }

    /// <summary>A second key, so that keys can be changed without a gap; as <see cref="Key"/>.</summary>
    public string? SecondKey { get; init; }

    /// <summary>Whether it may change or retract anything; default false.</summary>
    public bool Operator { get; init; }
}
