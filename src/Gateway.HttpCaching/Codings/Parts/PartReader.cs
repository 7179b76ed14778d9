using System.Collections.Immutable;

namespace Gateway.HttpCaching.Codings.Parts;

/// <summary>
/// Reads a document part by part, each in one stretch of memory with what stands before it: cuts cannot see then in what
/// pieces it came.
/// </summary>
/// <param name="body">The document's pieces.</param>
/// <param name="window">Room of <see cref="Room"/> bytes.</param>
internal sealed class PartReader(ImmutableArray<ReadOnlyMemory<byte>> body, Memory<byte> window)
{
    /// <summary>Bytes before a part that are read with it, but for the first part, before which there are none.</summary>
    public const int MostBefore = 16 * 1_024;

    /// <summary>Bytes for the longest part and what stands before it.</summary>
    public const int Room = MostBefore + ContentCuts.Largest;

    private int piece;
    private int taken;
    private int held;
    private int length;

    /// <summary>How many bytes before the part are at hand.</summary>
    public int Before { get; private set; }

    /// <summary>The part, behind the bytes before it. They hold until the next part is read.</summary>
    public ReadOnlySpan<byte> PartAndBefore => window.Span[..(Before + length)];

    /// <summary>The part alone.</summary>
    public ReadOnlySpan<byte> Part => PartAndBefore[Before..];

    /// <summary>Reads the next part; false at the end.</summary>
    public bool Next()
    {
        var bytes = window.Span;
        var end = Before + length;
        Before = Math.Min(end, MostBefore);
        bytes[(end - Before)..held].CopyTo(bytes);
        held -= end - Before;
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

        length = ContentCuts.Next(bytes[Before..held]);
        return length > 0;
    }
}
