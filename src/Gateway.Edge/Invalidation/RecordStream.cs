using System.Buffers;
using System.Text;
using Gateway.HttpCaching.Fields;

namespace Gateway.Edge.Invalidation;

/// <summary>
/// Takes records out of a stream of lines as it passes. A record begins with a byte that lines never hold, so that nothing
/// but that byte is looked for.
/// </summary>
internal sealed class RecordStream(Stream inner, Func<string, Task> heard) : Stream
{
    private const int GreatestRecord = 1024 * 1024;

    private readonly byte[] _read = ArrayPool<byte>.Shared.Rent(32 * 1024);
    private readonly ArrayBufferWriter<byte> _record = new();
    private int _start;
    private int _end;
    private bool _isInRecord;
    private bool _isDisposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Without room a reader only asks to be told when there is something.
        if (buffer.IsEmpty)
            return _start < _end ? 0 : await inner.ReadAsync(buffer, cancellationToken);
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await inner.ReadAsync(_read, cancellationToken));
                if (_end == 0)
                    return _isInRecord ? throw new InvalidDataException("The answer ends within a record.") : 0;
            }

            if (_isInRecord)
            {
                if (TakeRecord() is { } record)
                    await heard(record).WaitAsync(cancellationToken);
            }
            else if (TakeLines(buffer.Span) is var taken and > 0)
            {
                return taken;
            }
        }
    }

    private int TakeLines(Span<byte> buffer)
    {
        var there = _read.AsSpan(_start.._end);
        var record = there.IndexOf(InternalFields.Record);
        if (record == 0)
        {
            _isInRecord = true;
            _start++;
            return 0;
        }

        if (record > 0)
            there = there[..record];
        there = there[..Math.Min(there.Length, buffer.Length)];
        there.CopyTo(buffer);
        _start += there.Length;
        return there.Length;
    }

    private string? TakeRecord()
    {
        var there = _read.AsSpan(_start.._end);
        var end = there.IndexOf((byte)'\n');
        var part = end < 0 ? there : there[..end];
        if (_record.WrittenCount + part.Length > GreatestRecord)
            throw new InvalidDataException("A record is too long.");
        _record.Write(part);
        _start += end < 0 ? part.Length : part.Length + 1;
        if (end < 0)
            return null;

        var record = Encoding.ASCII.GetString(_record.WrittenSpan);
        _record.ResetWrittenCount();
        _isInRecord = false;
        return record;
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            inner.Dispose();
            ArrayPool<byte>.Shared.Return(_read);
        }

        base.Dispose(disposing);
    }
}
