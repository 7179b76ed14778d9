using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Gateway.Edge.Silos;

namespace Gateway.Edge.Invalidation;

/// <summary>Reads one silo's stream until it breaks, and passes on what it says.</summary>
/// <param name="announcements">Who is told of changes.</param>
/// <param name="cache">Who is told that changes were missed, of whatever another silo answered too; null where there is no other.</param>
/// <param name="silos">Who is told which silos there are; null where there is one.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class ChangeStream(Announcements announcements, IInvalidations? cache, SiloTable? silos, InvalidationOptions options, TimeProvider time)
{
    // A batch is 512 keys of at most some 80 characters.
    private const int GreatestLine = 1024 * 1024;

    private volatile string? _source;

    /// <summary>The silo; null until its first line was read, and since the stream broke. May be read by anyone.</summary>
    public string? Source
    {
        get => _source;
        private set => _source = value;
    }

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
                announcements.Lost(lost, this);
            Source = null;
        }
    }

    private void Hear(ChangeLine line, Action opened)
    {
        // Of a kind that a later silo may tell of beside its changes: it says nothing of these.
        if (line.Sequence is not { } sequence)
            return;
        if (Source is null)
        {
            if (line is not { Silo: { Length: > 0 } silo, Epoch: { } epoch })
                throw new InvalidDataException("The first line does not say whose changes these are.");
            // What it did between the last line heard and now nobody tells: of keys, too, that others answered for before.
            var isMissing = line.Gap is true || Sequence is not null && Epoch != epoch;
            (Source, Epoch) = (silo, epoch);
            announcements.Opened(silo, epoch, sequence, this);
            if (isMissing)
                cache?.Missed();
            opened();
        }
        else if (line.Gap is true)
        {
            announcements.Lost(Source, this);
            announcements.Opened(Source, Epoch, sequence, this);
            cache?.Missed();
        }
        else
        {
            announcements.Told(Source, sequence, line.Keys(), this);
        }

        Sequence = sequence;
        if (line.Silos is { Members: { } members } view)
            silos?.Learn(view.Version, [.. members.Select(Silo).OfType<(EdgeSilo, bool)>()]);
    }

    private static (EdgeSilo, bool)? Silo(SiloLine line) => Uri.TryCreate(line.Address, UriKind.Absolute, out var address) && line.Name is { Length: > 0 } name
        ? (new EdgeSilo(name, address), line.Joining is true)
        : null;

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
