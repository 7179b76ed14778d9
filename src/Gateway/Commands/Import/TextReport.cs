using System.Globalization;
using System.Text;

namespace Gateway.Commands.Import;

/// <summary>Lines for people and logs.</summary>
/// <param name="write">Writes one; never called twice at once.</param>
internal sealed class TextReport(Action<string> write) : IImportReport
{
    private readonly Lock _gate = new();

    public void Read(ImportLine line)
    {
    }

    public void Accepted(ImportLine line)
    {
    }

    public void Rejected(ImportLine line, BulkAnswer answer) =>
        Write(string.Create(CultureInfo.InvariantCulture, $"{line.Place}: {answer.Slug ?? line.Slug ?? "-"}: {answer.Status}: {answer.Reason}"));

    public void Unknown(IReadOnlyList<ImportLine> lines, Exception broken)
    {
        Write($"The connection broke: {broken.GetBaseException().Message}");
        foreach (var range in Ranges(lines))
            Write($"{range}: unknown: sent, but not answered");
    }

    public void Waiting(int records) =>
        Write(string.Create(CultureInfo.InvariantCulture, $"The gateway has no room for {records} records now; sending them again shortly."));

    public void Complete()
    {
    }

    private void Write(string line)
    {
        lock (_gate)
            write(Printable(line));
    }

    // What a record or an answer says could otherwise steer the terminal.
    private static string Printable(string line)
    {
        if (!line.Any(char.IsControl))
            return line;

        var clean = new StringBuilder(line.Length);
        foreach (var c in line)
            clean.Append(char.IsControl(c) ? '\uFFFD' : c);
        return clean.ToString();
    }

    // A lane's records lie apart in the file, but often in long runs.
    private static IEnumerable<string> Ranges(IReadOnlyList<ImportLine> lines)
    {
        for (var i = 0; i < lines.Count;)
        {
            var last = i;
            while (last + 1 < lines.Count && lines[last + 1].Number == lines[last].Number + 1 && string.Equals(lines[last + 1].File, lines[i].File, StringComparison.Ordinal))
                last++;
            yield return last == i
                ? lines[i].Place
                : string.Create(CultureInfo.InvariantCulture, $"{lines[i].Place}-{lines[last].Number}");
            i = last + 1;
        }
    }
}
