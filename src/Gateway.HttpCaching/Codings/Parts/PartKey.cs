using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gateway.HttpCaching.Codings.Parts;

/// <summary>
/// Names the bytes of a part and those before it that it refers to, by SHA-256: their authors are strangers, and two parts
/// with one name would put one's text into the other's documents.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PartKey(ulong A, ulong B, ulong C, ulong D, int Before)
{
    /// <param name="partAndBefore">The part, behind the bytes before it.</param>
    /// <param name="before">How many those are.</param>
    public static PartKey Of(ReadOnlySpan<byte> partAndBefore, int before)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(partAndBefore, hash);
        return new PartKey(
            BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]), BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]), before);
    }
}
