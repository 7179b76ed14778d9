using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Gateway.Grains.Articles;

/// <summary>
/// A chained 64-bit hash of an article's history: two histories that reach the same revision by different changes (a
/// restored backup) have different versions.
/// </summary>
internal static class ArticleDigest
{
    // It takes a kilobyte of tables.
    [ThreadStatic]
    private static XxHash3? t_hash;

    /// <summary>The digest of a state whose own digest is that of the state before.</summary>
    public static ulong Next(ArticleState state)
    {
        var hash = t_hash ??= new XxHash3();
        Span<byte> numbers = stackalloc byte[48];
        BinaryPrimitives.WriteUInt64LittleEndian(numbers, state.Digest);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], state.Revision);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], state.Published.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[24..], state.Updated.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[32..], state.LastModified.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[40..], state.RetractedAt?.UtcTicks ?? 0);
        hash.Append(numbers);
        hash.Append(Encoding.UTF8.GetBytes(state.Id));
        hash.Append(state.Record.Span);
        var digest = hash.GetCurrentHashAsUInt64();
        hash.Reset();
        return digest;
    }

    /// <summary><c>{revision}-{digest}</c>.</summary>
    public static string Version(long revision, ulong digest) => string.Create(CultureInfo.InvariantCulture, $"{revision}-{digest:x16}");
}
