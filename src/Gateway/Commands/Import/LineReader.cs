using System.Buffers;
using System.Globalization;
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
    /// <exception cref="IOException">It is not there, cannot be opened, or is a directory.</exception>
    public static LineReader Open(string path)
    {
        if (string.Equals(path, "-", StringComparison.Ordinal))
            return new LineReader("-", Console.OpenStandardInput());

        // Opening it would fail too, but in words that tell of permissions.
        if (Directory.Exists(path))
            throw new IOException($"{path} is a directory; name the files in it.");
        return new LineReader(path, new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 65_536 }));
    }

    /// <summary>The lines that are not blank, each once; a line that is too long without its content.</summary>
    /// <exception cref="InvalidDataException">The file's gzip data are cut off or damaged, or something else follows them.</exception>
    public async IAsyncEnumerable<ImportLine> Read([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (source, gzip) = await Plain(cancellation);
        await using var plain = source;
        var pipe = PipeReader.Create(plain, new StreamPipeReaderOptions(bufferSize: 65_536, minimumReadSize: 16_384));
        var number = 0L;
        var skipping = false;
        while (true)
        {
            var read = await Next(pipe, gzip, number, cancellation);
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
                if (gzip is not null && await gzip.HasMoreAsync(cancellation))
                    throw new InvalidDataException($"{name} is damaged: something else follows its gzip data, and was not read.");
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

    private async ValueTask<ReadResult> Next(PipeReader pipe, PeekedStream? gzip, long lines, CancellationToken cancellation)
    {
        try
        {
            return await pipe.ReadAsync(cancellation);
        }
        catch (InvalidDataException e) when (gzip is not null)
        {
            // The decoder's own words are those of archives, and name no file. It asks for more only where its data have not ended.
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{name} is {(gzip.IsAtEnd ? "cut off" : "damaged")}: {lines} whole lines could be read of it."), e);
        }
    }

    // Known by its first bytes, which those of no JSON are, whatever it is called.
    private async ValueTask<(Stream Plain, PeekedStream? Gzip)> Plain(CancellationToken cancellation)
    {
        // Without it a gzip file that is cut off decodes as if it were whole.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

        var first = new byte[2];
        var count = await file.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellation);
        if (count < first.Length && name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"{name} is cut off: it is shorter than any gzip file.");
        if (file.CanSeek)
            file.Position = 0;
        var bytes = new PeekedStream(file, file.CanSeek ? default : first.AsMemory(0, count));
        if (count == first.Length && first is [0x1f, 0x8b])
            return (new GZipStream(bytes, CompressionMode.Decompress, leaveOpen: true), bytes);
        return (file.CanSeek ? file : bytes, null);
    }
}
