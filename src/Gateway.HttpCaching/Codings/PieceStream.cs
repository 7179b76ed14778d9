using System.Collections.Immutable;

namespace Gateway.HttpCaching.Codings;

/// <summary>
/// Keeps what is written to it, in pieces small enough to stay off the heap of large objects, which only full collections
/// clear.
/// </summary>
internal sealed class PieceStream : Stream
{
    private const int SmallestPiece = 1_024;
    private const int LargestPiece = 32 * 1_024;

    private readonly ImmutableArray<ReadOnlyMemory<byte>>.Builder pieces = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
    private byte[] piece = [];
    private int used;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("This stream is written to only.");

    public override long Position
    {
        get => throw new NotSupportedException("This stream is written to only.");
        set => throw new NotSupportedException("This stream is written to only.");
    }

    /// <summary>All that was written, in order, without an empty piece. The stream is empty then.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> ToPieces()
    {
        // Kept for long: without the room that nothing was written to.
        if (used > 0)
            pieces.Add(piece.AsSpan(0, used).ToArray());
        (piece, used) = ([], 0);
        return pieces.DrainToImmutable();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (used == piece.Length)
                Grow();
            var part = buffer[..Math.Min(buffer.Length, piece.Length - used)];
            part.CopyTo(piece.AsSpan(used));
            used += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is written to only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream is written to only.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream is written to only.");

    private void Grow()
    {
        if (used > 0)
            pieces.Add(piece);
        (piece, used) = (GC.AllocateUninitializedArray<byte>(Math.Clamp(2 * piece.Length, SmallestPiece, LargestPiece)), 0);
    }
}
