using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Gateway.Contracts.Changes;
using Gateway.HttpCaching.Fields;
using Gateway.Origin.Changes;

namespace Gateway.Origin.Publishing.Bulk;

/// <summary>
/// Answers that go out together. For an edge a record of all that they changed goes before them, each key once: a topic that
/// a thousand lines changed is named once, and no line has to be looked into.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="journal">What numbers the changes; null where no edge asks.</param>
internal sealed class AnswerGroup(PipeWriter output, IChangeJournal? journal)
{
    private const int GreatestRecord = 256 * 1024;

    private readonly ArrayBufferWriter<byte> lines = new(4_096);
    private readonly ChangedKeys? changed = journal is null ? null : new ChangedKeys(journal, GreatestRecord);

    /// <summary>Bytes of the lines that wait.</summary>
    public int Length => lines.WrittenCount;

    /// <summary>Adds a line.</summary>
    public void Add(ChangeAnswer answer)
    {
        answer.WriteLine(lines);
        if (answer.Outcome is { } outcome)
            changed?.Add(outcome);
    }

    /// <summary>Hands on what waits.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (changed is { IsEmpty: false })
        {
            output.Write([InternalFields.Record]);
            Encoding.ASCII.GetBytes(changed.ToString(), output);
            output.Write("\n"u8);
            changed.Clear();
        }

        output.Write(lines.WrittenSpan);
        lines.ResetWrittenCount();
        await output.FlushAsync(cancellation);
    }
}
