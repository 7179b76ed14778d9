using System.Buffers;

namespace Gateway.HttpCaching.Store;

/// <summary>
/// Collects a body while it streams by. Used by one at a time, and of no use after <see cref="Complete"/>.
/// </summary>
/// <param name="expectedLength">The length in bytes, where a <c>Content-Length</c> tells it; else negative. A wrong one costs memory, not truth.</param>
public sealed class StoredBodyWriter(long expectedLength = -1) : IBufferWriter<byte>
{
    private const int FirstPiece = 4_096;

    // Smaller ones are copied together: many short parts must not become a chain of crumbs.
    private const int LeastShared = StoredBody.PieceLength / 2;

    private readonly List<Piece> _pieces = [];
    private byte[] _open = [];
    private int _filled;
    private long _closed;
    private bool _complete;

    /// <summary>Bytes written.</summary>
    public long Written => _closed + _filled;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        if (count < 0 || count > _open.Length - _filled)
            throw new ArgumentOutOfRangeException(nameof(count));
        _filled += count;
    }

    /// <inheritdoc/>
    /// <remarks>At most <see cref="StoredBody.PieceLength"/> bytes can be asked for.</remarks>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Open(sizeHint);
        return _open.AsMemory(_filled);
    }

    /// <inheritdoc/>
    /// <remarks>At most <see cref="StoredBody.PieceLength"/> bytes can be asked for.</remarks>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Open(sizeHint);
        return _open.AsSpan(_filled);
    }

    /// <summary>Writes bytes of any length.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = GetSpan();
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Writes a range of another body. Of its larger pieces those that lie whole in the range are shared, not copied.</summary>
    /// <param name="body">The other body.</param>
    /// <param name="from">Where the range begins in it.</param>
    /// <param name="count">Bytes of it.</param>
    public void Write(StoredBody body, long from, long count)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, body.Length - from);
        foreach (var piece in body.Pieces)
        {
            if (from >= piece.Length)
            {
                from -= piece.Length;
                continue;
            }

            var taken = piece[(int)from..(int)Math.Min(piece.Length, from + count)];
            (from, count) = (0, count - taken.Length);
            // Of a piece in part the whole would be held, and not be counted.
            if (taken.Length == piece.Length && taken.Length >= LeastShared)
                Share(taken);
            else
                Write(taken.Span);
            if (count == 0)
                return;
        }
    }

    /// <summary>The body of all that was written.</summary>
    /// <exception cref="InvalidOperationException">It was completed before.</exception>
    public StoredBody Complete()
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        _complete = true;
        Close();
        _open = [];
        if (_pieces.Count == 0)
            return StoredBody.Empty;

        var weight = Footprint.Object + 56L + Footprint.Array;
        foreach (var piece in _pieces)
            weight += Footprint.Array + piece.Memory.Length + Footprint.Object + 40 + 16;
        var content = new ReadOnlySequence<byte>(_pieces[0], 0, _pieces[^1], _pieces[^1].Memory.Length);
        return new StoredBody([.. _pieces.Select(p => p.Memory)], content, Footprint.Aligned(weight));
    }

    /// <summary>
    /// What was written from a position on, as far as it lies in one piece; empty at the end. It stays as it is whatever is
    /// written afterwards.
    /// </summary>
    internal ReadOnlyMemory<byte> Slice(long position)
    {
        if (position >= _closed)
            return _open.AsMemory(0, _filled)[(int)Math.Min(position - _closed, _filled)..];

        var (low, high) = (0, _pieces.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _pieces[middle].RunningIndex <= position ? (middle, high) : (low, middle - 1);
        }

        return _pieces[low].Memory[(int)(position - _pieces[low].RunningIndex)..];
    }

    private void Open(int sizeHint)
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeHint, StoredBody.PieceLength);
        if (_open.Length - _filled >= Math.Max(sizeHint, 1))
            return;

        Close();
        // Where the length is known the last piece fits exactly; else pieces double, so that small bodies waste little.
        var left = expectedLength - _closed;
        var length = left > 0 ? left : Math.Max(FirstPiece, _closed);
        _open = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(length, Math.Max(sizeHint, 1), StoredBody.PieceLength));
    }

    private void Close()
    {
        if (_filled == 0)
            return;

        // A piece that is not full is copied: memory held must be memory counted.
        var bytes = _filled == _open.Length ? _open : _open.AsSpan(0, _filled).ToArray();
        _filled = 0;
        _open = [];
        Add(bytes);
    }

    private void Share(ReadOnlyMemory<byte> piece)
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        Close();
        _open = [];
        Add(piece);
    }

    private void Add(ReadOnlyMemory<byte> bytes)
    {
        var piece = new Piece(bytes, _closed);
        if (_pieces.Count > 0)
            _pieces[^1].Follow(piece);
        _pieces.Add(piece);
        _closed += bytes.Length;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public void Follow(Piece next) => Next = next;
    }
}
