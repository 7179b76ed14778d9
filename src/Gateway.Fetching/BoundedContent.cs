using System.IO.Compression;

namespace Gateway.Fetching;

/// <summary>Reads content without its codings, as far as a limit.</summary>
internal static class BoundedContent
{
    // RFC 9110 §8.4 sets no limit; nobody who means well needs more.
    private const int MostCodings = 2;

    /// <exception cref="ContentTooLongException">It is longer, before its codings are undone or after.</exception>
    /// <exception cref="InvalidDataException">Its coding is not known, or not kept to.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, int limit, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > limit)
            throw new ContentTooLongException();
        var stream = (Stream)new LimitedStream(await content.ReadAsStreamAsync(cancellation), limit);
        var codings = content.Headers.ContentEncoding.ToArray();
        if (codings.Length > MostCodings)
            throw new InvalidDataException("Its content coding is not known.");
        for (var i = codings.Length - 1; i >= 0; i--)
            stream = Decode(stream, codings[i]);
        await using (stream)
        {
            using var whole = new MemoryStream();
            await new LimitedStream(stream, limit).CopyToAsync(whole, cancellation);
            return whole.ToArray();
        }
    }

    private static Stream Decode(Stream coded, string coding) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(coded, CompressionMode.Decompress),
        "br" => new BrotliStream(coded, CompressionMode.Decompress),
        "deflate" => new ZLibStream(coded, CompressionMode.Decompress),
        "identity" => coded,
        _ => throw new InvalidDataException("Its content coding is not known."),
    };

    private sealed class LimitedStream(Stream inner, long limit) : Stream
    {
        private long _left = limit;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            if ((_left -= read) < 0)
                throw new ContentTooLongException();
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
