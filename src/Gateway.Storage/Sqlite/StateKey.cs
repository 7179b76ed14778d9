using System.Text;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// The key of a stored state: name of the state, type of the grain, key of the grain, the first two each after their
/// length, so that no two triples share a key whatever characters they hold, and states of one kind lie together.
/// </summary>
internal static class StateKey
{
    public static byte[] Of(string stateName, GrainId grainId)
    {
        var type = grainId.Type.AsSpan();
        var key = grainId.Key.AsSpan();
        var nameLength = Encoding.UTF8.GetByteCount(stateName);
        var bytes = new byte[LengthSize(nameLength) + nameLength + LengthSize(type.Length) + type.Length + key.Length];

        var at = WriteLength(bytes, nameLength);
        at += Encoding.UTF8.GetBytes(stateName, bytes.AsSpan(at));
        at += WriteLength(bytes.AsSpan(at), type.Length);
        type.CopyTo(bytes.AsSpan(at));
        key.CopyTo(bytes.AsSpan(at + type.Length));
        return bytes;
    }

    private static int LengthSize(int length) => length < 0x80 ? 1 : 1 + LengthSize(length >> 7);

    private static int WriteLength(Span<byte> target, int length)
    {
        var at = 0;
        for (; length >= 0x80; length >>= 7)
            target[at++] = (byte)(length | 0x80);
        target[at++] = (byte)length;
        return at;
    }
}
