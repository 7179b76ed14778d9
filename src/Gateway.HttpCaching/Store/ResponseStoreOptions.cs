using System.ComponentModel.DataAnnotations;

namespace Gateway.HttpCaching.Store;

/// <summary>The bounds of a <see cref="ResponseStore{TKey, TVariant}"/>.</summary>
public sealed class ResponseStoreOptions
{
    /// <summary>
    /// Memory for stored responses, in bytes: keys, fields, bodies in every coding, and all that is needed to find and to choose
    /// among them. 1 MiB to 1 TiB; 256 MiB by default.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long Capacity { get; set; } = 256L << 20;

    /// <summary>
    /// Variants (RFC 9111 §4.1) of one address that are kept at most; those not used again go first. 1 to 1,024; 32 by default:
    /// the formats of an article by the codings that clients really ask for, twice.
    /// </summary>
    [Range(1, 1_024)]
    public int MaximumVariants { get; set; } = 32;

    /// <summary>
    /// Tags that the variants of one address may carry together; a response that would bring more is not stored, for it could
    /// not be purged by all of them. 1 to 65,536; 1,024 by default: a feed of 200 entries with what its formats add.
    /// </summary>
    [Range(1, 65_536)]
    public int MaximumTags { get; set; } = 1_024;
}
