using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Gateway.Grains.Index;

/// <summary>Chains a 64-bit hash over everything that ever changed, so that two histories never share a version.</summary>
internal sealed class HistoryDigest
{
    private readonly XxHash64 _hash = new();

    public HistoryDigest(ulong previous, long revision, DateTimeOffset lastModified)
    {
        Append(unchecked((long)previous));
        Append(revision);
        Append(lastModified.UtcTicks);
    }

    /// <summary>The digest of what was appended so far.</summary>
    public ulong Current => _hash.GetCurrentHashAsUInt64();

    /// <summary>A 64-bit hash of a text.</summary>
    public static ulong Of(string text) => XxHash64.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>Takes in one change.</summary>
    public void Append(char kind, string id, long revision)
    {
        Span<byte> head = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(head, kind);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], id.Length);
        _hash.Append(head);
        _hash.Append(MemoryMarshal.AsBytes(id.AsSpan()));
        Append(revision);
    }

    private void Append(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _hash.Append(bytes);
    }
}
