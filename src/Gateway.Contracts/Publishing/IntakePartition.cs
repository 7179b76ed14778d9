using System.Text;

namespace Gateway.Contracts.Publishing;

/// <summary>Which partition of the intake a slug belongs to. Stable for ever: stored work depends on it.</summary>
public static class IntakePartition
{
    /// <summary>64-bit FNV-1a of the slug's UTF-8, modulo <paramref name="partitions"/>.</summary>
    /// <param name="slug">The article's slug, in NFC.</param>
    /// <param name="partitions">The number of partitions, at least 1.</param>
    public static int Of(string slug, int partitions)
    {
        ArgumentNullException.ThrowIfNull(slug);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        Span<byte> utf8 = stackalloc byte[1024];
        var bytes = slug.Length <= 256 ? utf8[..Encoding.UTF8.GetBytes(slug, utf8)] : Encoding.UTF8.GetBytes(slug);
        var hash = 14695981039346656037UL;
        foreach (var b in bytes)
            hash = unchecked((hash ^ b) * 1099511628211UL);
        return (int)(hash % (ulong)partitions);
    }
}
