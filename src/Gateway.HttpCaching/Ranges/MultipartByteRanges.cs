using System.Collections.Immutable;
using System.Text;
using Gateway.HttpCaching.Fields;

namespace Gateway.HttpCaching.Ranges;

/// <summary>
/// Several ranges in one answer (RFC 9110 §14.6): each part's head, then its bytes of the whole, then the end.
/// </summary>
public sealed class MultipartByteRanges
{
    private MultipartByteRanges(string contentType, ImmutableArray<ContentRange> ranges, ImmutableArray<byte[]> heads, byte[] end)
    {
        ContentType = contentType;
        Ranges = ranges;
        Heads = heads;
        End = end;
        ContentLength = end.Length + heads.Sum(static h => (long)h.Length) + ranges.Sum(static r => r.Length);
    }

    /// <summary>The answer's <c>Content-Type</c>; it has no <c>Content-Range</c> of its own (§15.3.7.2).</summary>
    public string ContentType { get; }

    /// <summary>The ranges, in order.</summary>
    public ImmutableArray<ContentRange> Ranges { get; }

    /// <summary>What stands before the bytes of the range with the same index.</summary>
    public ImmutableArray<byte[]> Heads { get; }

    /// <summary>What stands after the bytes of the last one.</summary>
    public byte[] End { get; }

    /// <summary>Bytes of it all.</summary>
    public long ContentLength { get; }

    /// <summary>Lays out an answer.</summary>
    /// <param name="ranges">The ranges to send.</param>
    /// <param name="contentType">Of the whole; null where it has none.</param>
    /// <param name="boundary">1 to 70 letters and digits, not to be guessed by whoever wrote the content (RFC 2046 §5.1.1).</param>
    public static MultipartByteRanges Create(ImmutableArray<ContentRange> ranges, string? contentType, string boundary)
    {
        ArgumentException.ThrowIfNullOrEmpty(boundary);
        var heads = ImmutableArray.CreateBuilder<byte[]>(ranges.Length);
        foreach (var range in ranges)
        {
            var type = contentType is null ? "" : $"Content-Type: {contentType}\r\n";
            var lead = heads.Count == 0 ? "" : "\r\n";
            heads.Add(Encoding.Latin1.GetBytes($"{lead}--{boundary}\r\n{type}Content-Range: {range}\r\n\r\n"));
        }

        return new($"multipart/byteranges; boundary={boundary}", ranges, heads.DrainToImmutable(), Encoding.Latin1.GetBytes($"\r\n--{boundary}--\r\n"));
    }
}
