using System.IO.Compression;

namespace Gateway.HttpCaching.Codings;

/// <summary>Encodes whole documents and opens streams that decode.</summary>
public static class Encoder
{
    // Measured on feeds: the next steps up cost twice the time for under 2 % of the size.
    private const int BrotliQuality = 5;
    private const int BrotliWindow = 22;
    private const int ZstandardLevel = 6;

    /// <summary>The document in a coding; the same bytes for the same document.</summary>
    public static ReadOnlyMemory<byte> Encode(ContentCoding coding, ReadOnlyMemory<byte> body) => coding switch
    {
        ContentCoding.Brotli => Brotli(body.Span),
        ContentCoding.Gzip => Gzip(body),
        ContentCoding.Zstandard => Zstandard(body.Span),
        _ => body,
    };

    /// <summary>A stream that decodes; it throws <see cref="InvalidDataException"/> or another <see cref="IOException"/> where the data are broken.</summary>
    public static Stream Decode(ContentCoding coding, Stream encoded) => coding switch
    {
        ContentCoding.Brotli => new BrotliStream(encoded, CompressionMode.Decompress, leaveOpen: true),
        ContentCoding.Gzip => new GZipStream(encoded, CompressionMode.Decompress, leaveOpen: true),
        ContentCoding.Zstandard => new ZstdSharp.DecompressionStream(encoded, leaveOpen: true),
        _ => encoded,
    };

    private static ReadOnlyMemory<byte> Brotli(ReadOnlySpan<byte> body)
    {
        var output = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        return BrotliEncoder.TryCompress(body, output, out var written, BrotliQuality, BrotliWindow)
            ? output.AsSpan(0, written).ToArray()
            : throw new InvalidOperationException("A buffer of the greatest length was too short.");
    }

    private static ReadOnlyMemory<byte> Gzip(ReadOnlyMemory<byte> body)
    {
        using var output = new MemoryStream(body.Length / 3 + 64);
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(body.Span);
        return output.ToArray();
    }

    private static ReadOnlyMemory<byte> Zstandard(ReadOnlySpan<byte> body)
    {
        using var compressor = new ZstdSharp.Compressor(ZstandardLevel);
        return compressor.Wrap(body).ToArray();
    }
}
