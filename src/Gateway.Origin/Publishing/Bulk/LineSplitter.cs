using System.Buffers;

namespace Gateway.Origin.Publishing.Bulk;

/// <summary>A line of NDJSON.</summary>
/// <param name="Bytes">Without its end; empty if too long. Not to be touched after <see cref="GiveBack"/>.</param>
/// <param name="IsTooLong">Whether it passed the limit; its content was not kept.</param>
/// <param name="Rented">The array that holds it, from the shared pool; null where it holds nothing.</param>
internal readonly record struct Line(ReadOnlyMemory<byte> Bytes, bool IsTooLong, byte[]? Rented = null)
{
    /// <summary>Once, when it has been read.</summary>
    public void GiveBack()
    {
        if (Rented is not null)
            ArrayPool<byte>.Shared.Return(Rented);
    }
}

/// <summary>
/// Cuts arriving bytes into lines. Holds at most one unfinished line of the permitted length: what is longer is skipped as
/// it arrives. Blank lines are dropped. Ends are LF or CRLF.
/// </summary>
/// <param name="limit">Bytes of a line at most, without its end.</param>
internal sealed class LineSplitter(int limit) : IDisposable
{
    // Most records are shorter; a longer one costs a copy for each doubling.
    private const int FirstLength = 16 * 1024;

    private byte[] partial = [];
    private int length;
    private bool skipping;

    /// <summary>Adds the lines that end in <paramref name="data"/>.</summary>
    public void Push(ReadOnlySpan<byte> data, List<Line> lines)
    {
        while (data.IndexOf((byte)'\n') is var end && end >= 0)
        {
            Keep(data[..end]);
            End(lines);
            data = data[(end + 1)..];
        }

        Keep(data);
    }

    /// <summary>Adds the last line, where it has no end of its own.</summary>
    public void Finish(List<Line> lines)
    {
        if (length > 0 || skipping)
            End(lines);
    }

    public void Dispose()
    {
        if (partial.Length > 0)
            ArrayPool<byte>.Shared.Return(partial);
        partial = [];
        length = 0;
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        // One more for a CR, which is no part of the line.
        if (skipping || data.Length > limit + 1 - length)
        {
            skipping = true;
            length = 0;
            return;
        }

        if (data.IsEmpty)
            return;

        Grow(length + data.Length);
        data.CopyTo(partial.AsSpan(length));
        length += data.Length;
    }

    private void End(List<Line> lines)
    {
        var line = partial.AsSpan(0, length);
        if (line.EndsWith("\r"u8))
            line = line[..^1];
        if (skipping || line.Length > limit)
            lines.Add(new Line(default, IsTooLong: true));
        else if (line.ContainsAnyExcept(" \t\r"u8))
        {
            // The line takes its array along.
            lines.Add(new Line(partial.AsMemory(0, line.Length), IsTooLong: false, partial));
            partial = [];
        }

        skipping = false;
        length = 0;
    }

    private void Grow(int needed)
    {
        if (partial.Length >= needed)
            return;

        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(Math.Max(needed, 2 * partial.Length), FirstLength), limit + 1));
        partial.AsSpan(0, length).CopyTo(larger);
        if (partial.Length > 0)
            ArrayPool<byte>.Shared.Return(partial);
        partial = larger;
    }
}
