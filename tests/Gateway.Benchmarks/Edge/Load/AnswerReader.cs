using System.Buffers.Text;

namespace Gateway.Benchmarks.Edge.Load;

/// <summary>Finds the end of one HTTP/1.1 answer in what a socket gives, and the few fields that a load looks at.</summary>
internal sealed class AnswerReader
{
    private readonly byte[] _head = new byte[16 * 1024];
    private int _headLength;
    private long _left;
    private bool _chunked;
    private int _tail;

    public int Status { get; private set; }

    public bool Hit { get; private set; }

    public byte[]? ETag { get; private set; }

    public void Begin()
    {
        _headLength = 0;
        _left = -1;
        _chunked = false;
        _tail = 0;
        Status = 0;
        Hit = false;
    }

    /// <summary>Takes bytes; true when the answer is whole.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        if (_left < 0 && !_chunked)
        {
            var length = Math.Min(bytes.Length, _head.Length - _headLength);
            bytes[..length].CopyTo(_head.AsSpan(_headLength));
            var before = _headLength;
            _headLength += length;
            var end = _head.AsSpan(0, _headLength).IndexOf("\r\n\r\n"u8);
            if (end < 0)
                return false;
            ReadHead(_head.AsSpan(0, end + 2));
            bytes = bytes[(end + 4 - before)..];
        }

        if (!_chunked)
            return (_left -= bytes.Length) <= 0;

        // The last chunk ends the bytes: nothing is sent ahead on this connection.
        foreach (var value in bytes.Length > 5 ? bytes[^5..] : bytes)
            _tail = value == "0\r\n\r\n"u8[_tail] ? _tail + 1 : value == (byte)'0' ? 1 : 0;
        return _tail == 5;
    }

    private void ReadHead(ReadOnlySpan<byte> head)
    {
        Utf8Parser.TryParse(head[9..], out int status, out _);
        Status = status;
        _left = 0;
        for (head = head[(head.IndexOf("\r\n"u8) + 2)..]; !head.IsEmpty; head = head[(head.IndexOf("\r\n"u8) + 2)..])
        {
            var line = head[..head.IndexOf("\r\n"u8)];
            if (Is(line, "content-length:"u8) && Utf8Parser.TryParse(line["content-length:".Length..].TrimStart((byte)' '), out long length, out _))
                _left = status is 304 ? 0 : length;
            else if (Is(line, "transfer-encoding:"u8))
                _chunked = true;
            else if (Is(line, "cache-status:"u8))
                Hit = line.IndexOf("; hit"u8) >= 0 || line.IndexOf(";hit"u8) >= 0;
            else if (Is(line, "etag:"u8) && !line["etag:".Length..].Trim((byte)' ').SequenceEqual(ETag))
                ETag = line["etag:".Length..].Trim((byte)' ').ToArray();
        }
    }

    private static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name);
}
