using System.Buffers;
using System.Collections.Immutable;

namespace Gateway.Syndication.Feeds;

/// <summary>
/// A document in the making, in pieces. The content of its entries, nearly all of a feed's bytes, it shares with whoever
/// else holds it instead of copying it: a feed that gains one entry costs little more than that entry, and no array gets
/// so large that it goes to the heap that only full collections clear.
/// </summary>
public sealed class DocumentBuffer : IBufferWriter<byte>
{
    private const int SmallestChunk = 1_024;
    private const int LargestChunk = 16 * 1_024;

    // Below it, the bookkeeping of a piece of its own takes what sharing saves.
    private const int SmallestShared = 512;

    private readonly ImmutableArray<ReadOnlyMemory<byte>>.Builder pieces = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
    private byte[] chunk = [];
    private int start;
    private int end;

    /// <summary>Whether a text of that many bytes is worth sharing.</summary>
    internal static bool IsWorthSharing(int length) => length >= SmallestShared;

    /// <inheritdoc />
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, chunk.Length - end);
        end += count;
    }

    /// <inheritdoc />
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return chunk.AsMemory(end);
    }

    /// <inheritdoc />
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return chunk.AsSpan(end);
    }

    /// <summary>Adds bytes that never change, without a copy of them.</summary>
    public void Share(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        Cut();
        pieces.Add(bytes);
    }

    /// <summary>All that was written and shared, in order, without an empty piece. The buffer is empty then.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> ToPieces()
    {
        // Kept for long: without the room that nothing was written to, unless an earlier piece keeps it anyway.
        if (start == 0 && end > 0)
            pieces.Add(chunk.AsSpan(0, end).ToArray());
        else
            Cut();
        (chunk, start, end) = ([], 0, 0);
        return pieces.DrainToImmutable();
    }

    private void MakeRoom(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (Math.Max(sizeHint, 1) <= chunk.Length - end)
            return;
        Cut();
        (chunk, start, end) = (GC.AllocateUninitializedArray<byte>(Math.Max(sizeHint, Math.Clamp(2 * chunk.Length, SmallestChunk, LargestChunk))), 0, 0);
    }

    private void Cut()
    {
        if (end > start)
            pieces.Add(chunk.AsMemory(start, end - start));
        start = end;
    }
}
