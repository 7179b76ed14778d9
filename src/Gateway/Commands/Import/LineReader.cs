using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Gateway.Commands.Import;

/// <summary>Reads the lines of a file, gzipped or not, in bounded memory.</summary>
/// <param name="name">The file's name for messages.</param>
/// <param name="file">Its bytes.</param>
internal sealed class LineReader(string name, Stream file) : IAsyncDisposable
{
    /// <summary>No gateway takes a record as long as this, in bytes.</summary>
    public const int LongestLine = 16 * 1_024 * 1_024;

    /// <summary>How many bytes the file has; null where that is not known.</summary>
    public long? Length { get; } = file.CanSeek ? file.Length : null;

    /// <summary>How many of them are read.</summary>
    public long Position => file.CanSeek ? file.Position : 0;

    /// <summary>Opens a file, or standard input for <c>-</c>.</summary>
    public static LineReader Open(string path) => string.Equals(path, "-", StringComparison.Ordinal)
        ? new LineReader("-", Console.OpenStandardInput())
        : new LineReader(path, new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 65_536 }));

    /// <summary>The lines that are not blank, each once; a line that is too long without its content.</summary>
    /// <exception cref="InvalidDataException">The file is no gzip file from there on.</exception>
    public async IAsyncEnumerable<ImportLine> Read([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var plain = await Plain(cancellation);
        var pipe = PipeReader.Create(plain, new StreamPipeReaderOptions(bufferSize: 65_536, minimumReadSize: 16_384));
        var number = 0L;
        var skipping = false;
        while (true)
        {
            var read = await pipe.ReadAsync(cancellation);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                number++;
                if (skipping)
                    skipping = false;
                else if (Line(number, buffer.Slice(0, end)) is { } line)
                    yield return line;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (!skipping && buffer.Length > LongestLine)
            {
                skipping = true;
                yield return new ImportLine(name, number + 1, default, null);
            }

            if (skipping)
                buffer = buffer.Slice(buffer.End);

            if (read.IsCompleted)
            {
                if (!skipping && !buffer.IsEmpty && Line(number + 1, buffer) is { } last)
                    yield return last;
                yield break;
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private ImportLine? Line(long number, ReadOnlySequence<byte> content)
    {
        if (content.Length > LongestLine)
            return new ImportLine(name, number, default, null);

        ReadOnlyMemory<byte> bytes = content.ToArray();
        if (number == 1 && bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        bytes = bytes.TrimEnd("\r \t"u8);
        return bytes.IsEmpty ? null : ImportLine.Of(name, number, bytes);
    }

    // By its first bytes where it can be read again, else by its name.
    private async ValueTask<Stream> Plain(CancellationToken cancellation)
    {
        var gzip = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        if (file.CanSeek)
        {
            var magic = new byte[2];
            gzip = await file.ReadAtLeastAsync(magic, 2, throwOnEndOfStream: false, cancellation) == 2 && magic is [0x1f, 0x8b];
            file.Position = 0;
        }

        return gzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
    }
}
