using System.Buffers;

namespace Gateway.HttpCaching.Store;

/// <summary>
/// A whole body, immutable: a chain of pieces, each below the limit of the large object heap (85,000 bytes), so that a body
/// of any length lives and dies without collections of the second generation.
/// </summary>
/// <remarks>
/// The pieces are plain arrays that the collector owns, none from a pool. A pooled piece would have to be counted by each
/// reader that still sends it, over client aborts and slow connections too, and one count missed would send one client's
/// bytes to another. A reference cannot be forgotten, and costs a hit nothing.
/// </remarks>
public sealed class StoredBody
{
    /// <summary>Bytes of a piece at most.</summary>
    public const int PieceLength = 65_536;

    private readonly ReadOnlyMemory<byte>[] _pieces;

    internal StoredBody(ReadOnlyMemory<byte>[] pieces, ReadOnlySequence<byte> content, long weight)
    {
        _pieces = pieces;
        Content = content;
        Weight = weight;
    }

    /// <summary>A body of no bytes.</summary>
    public static StoredBody Empty { get; } = new([], ReadOnlySequence<byte>.Empty, 0);

    /// <summary>The bytes.</summary>
    public ReadOnlySequence<byte> Content { get; }

    /// <summary>The pieces in order, none empty; for a writer that sends them one by one.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Pieces => _pieces;

    /// <summary>Bytes of content.</summary>
    public long Length => Content.Length;

    /// <summary>Bytes of memory taken, the content among them.</summary>
    public long Weight { get; }

    /// <summary>A body of a copy of the bytes.</summary>
    public static StoredBody Copy(ReadOnlySpan<byte> bytes)
    {
        var writer = new StoredBodyWriter(bytes.Length);
        writer.Write(bytes);
        return writer.Complete();
    }

    /// <summary>A body of a copy of the bytes.</summary>
    public static StoredBody Copy(ReadOnlySequence<byte> bytes)
    {
        var writer = new StoredBodyWriter(bytes.Length);
        foreach (var piece in bytes)
            writer.Write(piece.Span);
        return writer.Complete();
    }
}
