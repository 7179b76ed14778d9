using System.Collections.Immutable;

namespace Gateway.HttpCaching.Codings.Parts;

/// <summary>
/// Reads a document part by part, each in one stretch of memory: cuts cannot see then in what pieces it came.
/// </summary>
/// <param name="body">The document's pieces.</param>
/// <param name="window">Room for the longest part.</param>
internal sealed class PartReader(ImmutableArray<ReadOnlyMemory<byte>> body, Memory<byte> window)
{
    private int piece;
    private int taken;
    private int held;
    private int length;

    /// <summary>The next part; empty at the end. It holds until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var bytes = window.Span;
        bytes[length..held].CopyTo(bytes);
        held -= length;
        while (held < bytes.Length && piece < body.Length)
        {
            var source = body[piece].Span[taken..];
            var count = Math.Min(source.Length, bytes.Length - held);
            source[..count].CopyTo(bytes[held..]);
            held += count;
            taken += count;
            if (count == source.Length)
                (piece, taken) = (piece + 1, 0);
        }

        length = ContentCuts.Next(bytes[..held]);
        return bytes[..length];
    }
}
