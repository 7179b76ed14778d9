using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Gateway.Edge.Invalidation;

/// <summary>Reads one silo's stream until it breaks, and passes on what it says.</summary>
internal sealed class ChangeStream(Announcements announcements, InvalidationOptions options, TimeProvider time)
{
    // A batch is 512 keys of at most some 80 characters.
    private const int GreatestLine = 1024 * 1024;

    /// <summary>The silo; null until its first line was read, and since the stream broke.</summary>
    public string? Source { get; private set; }

    /// <summary>The epoch of what was heard last.</summary>
    public long Epoch { get; private set; }

    /// <summary>The last change heard; null before the first stream.</summary>
    public long? Sequence { get; private set; }

    /// <summary>Reads until the end, which is never a good one.</summary>
    /// <exception cref="IOException">The stream ended or broke.</exception>
    /// <exception cref="TimeoutException">It was silent for too long.</exception>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public async Task ReadAsync(Stream body, Action opened, CancellationToken cancellation)
    {
        var reader = PipeReader.Create(body);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellation).AsTask().WaitAsync(options.SilenceTimeout, time, cancellation);
                var buffer = read.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    Hear(Parse(buffer.Slice(0, end)), opened);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                if (read.IsCompleted)
                    throw new EndOfStreamException("The silo has ended it.");
                if (buffer.Length > GreatestLine)
                    throw new InvalidDataException("A line is too long.");
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
            if (Source is { } lost)
                announcements.Lost(lost);
            Source = null;
        }
    }

    private void Hear(ChangeLine line, Action opened)
    {
        if (Source is null)
        {
            if (line is not { Silo: { Length: > 0 } silo, Epoch: { } epoch })
                throw new InvalidDataException("The first line does not say whose changes these are.");
            (Source, Epoch) = (silo, epoch);
            announcements.Opened(silo, epoch, line.Sequence);
            opened();
        }
        else if (line.Gap is true)
        {
            announcements.Lost(Source);
            announcements.Opened(Source, Epoch, line.Sequence);
        }
        else
        {
            announcements.Told(Source, line.Sequence, line.Keys());
        }

        Sequence = line.Sequence;
    }

    private static ChangeLine Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize(ref json, ChangeLineJson.Default.ChangeLine) ?? throw new InvalidDataException("A line is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("A line is no line of changes.", e);
        }
    }
}
