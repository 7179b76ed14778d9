using System.Buffers;
using System.Collections.Immutable;
using System.IO.Compression;
using Gateway.HttpCaching.Codings.Parts;

namespace Gateway.HttpCaching.Codings;

/// <summary>Encodes whole documents and opens streams that decode.</summary>
public static class Encoder
{
    // Measured on feeds: the next steps up cost twice the time for under 2 % of the size.
    private const int BrotliQuality = 5;
    private const int ZstandardLevel = 6;
    internal const CompressionLevel GzipLevel = CompressionLevel.Optimal;

    private const int ZstandardBuffer = 32 * 1_024;

    // Of what an encoder is given in one go, which its output depends on.
    private const int Window = 64 * 1_024;

    /// <summary>The document in a coding; the same bytes for the same document, in whatever pieces it comes.</summary>
    /// <param name="coding">The coding.</param>
    /// <param name="body">The document's pieces.</param>
    /// <param name="parts">Parts of other documents, to be used again in this one, and this one's for others (gzip only); null for none.</param>
    public static ImmutableArray<ReadOnlyMemory<byte>> Encode(ContentCoding coding, ImmutableArray<ReadOnlyMemory<byte>> body, DeflatedParts? parts = null)
    {
        if (coding == ContentCoding.Identity)
            return body;
        var length = body.Sum(piece => (long)piece.Length);
        if (coding == ContentCoding.Gzip && length >= GzipInParts.Shortest)
            return GzipInParts.Encode(body, parts);
        using var output = new PieceStream();
        using (var encoding = Open(coding, output, length))
            Write(body, encoding);

        return output.ToPieces();
    }

    // In stretches that do not depend on the pieces.
    private static void Write(ImmutableArray<ReadOnlyMemory<byte>> body, Stream encoding)
    {
        var window = ArrayPool<byte>.Shared.Rent(Window);
        try
        {
            var held = 0;
            foreach (var piece in body)
            {
                for (var rest = piece.Span; !rest.IsEmpty;)
                {
                    var count = Math.Min(rest.Length, Window - held);
                    rest[..count].CopyTo(window.AsSpan(held));
                    rest = rest[count..];
                    held += count;
                    if (held < Window)
                        continue;
                    encoding.Write(window.AsSpan(0, held));
                    held = 0;
                }
            }

            encoding.Write(window.AsSpan(0, held));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    /// <summary>A stream that decodes; it throws <see cref="InvalidDataException"/> or another <see cref="IOException"/> where the data are broken.</summary>
    public static Stream Decode(ContentCoding coding, Stream encoded) => coding switch
    {
        ContentCoding.Brotli => new BrotliStream(encoded, CompressionMode.Decompress, leaveOpen: true),
        ContentCoding.Gzip => new GZipStream(encoded, CompressionMode.Decompress, leaveOpen: true),
        ContentCoding.Zstandard => new ZstdSharp.DecompressionStream(encoded, leaveOpen: true),
        _ => encoded,
    };

    private static Stream Open(ContentCoding coding, Stream output, long length)
    {
        switch (coding)
        {
            case ContentCoding.Brotli:
                return new BrotliStream(output, new BrotliCompressionOptions { Quality = BrotliQuality }, leaveOpen: true);
            case ContentCoding.Gzip:
                return new GZipStream(output, GzipLevel, leaveOpen: true);
            case ContentCoding.Zstandard:
                var zstandard = new ZstdSharp.CompressionStream(output, ZstandardLevel, ZstandardBuffer, leaveOpen: true);
                // In the frame's head: a receiver can take the memory at once.
                zstandard.SetPledgedSrcSize((ulong)length);
                return zstandard;
            default:
                throw new ArgumentOutOfRangeException(nameof(coding), coding, "Not a coding.");
        }
    }
}
