using System.Globalization;
using System.Text;

namespace Gateway.HttpCaching.Tests.Suite;

/// <summary>A field as the cases write it: <c>Marks</c> are what stands between the sign and the first space.</summary>
internal sealed record SuiteField(string Marks, string Name, string Value)
{
    /// <summary>The value, dates and addresses made from what is known now.</summary>
    public string Resolve(DateTimeOffset now, string target)
    {
        if (Marks.Contains('@', StringComparison.Ordinal))
        {
            var date = now.AddSeconds(int.Parse(Value, CultureInfo.InvariantCulture));
            return Marks.Contains("850", StringComparison.Ordinal)
                ? date.ToString("dddd, dd-MMM-yy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture)
                : date.ToString("r", CultureInfo.InvariantCulture);
        }

        return Marks.Contains('^', StringComparison.Ordinal) ? Value.Length == 0 ? target : $"{target}/{Value}" : Value;
    }

    public static SuiteField Parse(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new SuiteField(text[..space], text[(space + 1)..], "")
            : new SuiteField(text[..space], text[(space + 1)..colon], text[(colon + 1)..].TrimStart(' '));
    }
}

/// <summary>One request of a case, what the origin would answer, and what is expected.</summary>
internal sealed class SuiteExchange
{
    public string Method { get; init; } = "GET";

    public string Suffix { get; init; } = "";

    public List<SuiteField> RequestFields { get; } = [];

    public string? Sent { get; set; }

    public int Status { get; set; } = 200;

    public List<SuiteField> ResponseFields { get; } = [];

    public string? Content { get; set; }

    public bool Drop { get; set; }

    public int Wait { get; set; }

    public bool Pause { get; set; }

    /// <summary>What is expected: the kind (<c>cached</c>, <c>field@</c> …) and what follows it.</summary>
    public List<(string Kind, string Text)> Expectations { get; } = [];
}

/// <summary>A case of the suite.</summary>
internal sealed record SuiteCase(string Id, string Kind, string Section, List<SuiteExchange> Exchanges)
{
    /// <summary>Whether this cache is meant to do as the case asks: for all but those that merely ask what a cache does.</summary>
    public bool IsMeant => !Kind.EndsWith(":no", StringComparison.Ordinal);

    public static IReadOnlyDictionary<string, SuiteCase> All { get; } = Read().ToDictionary(static c => c.Id, StringComparer.Ordinal);

    private static IEnumerable<SuiteCase> Read()
    {
        using var stream = typeof(SuiteCase).Assembly.GetManifestResourceStream("Suite.cases.txt")!; // Embedded by the project file.
        using var reader = new StreamReader(stream, Encoding.UTF8);
        SuiteCase? current = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;

            if (line.StartsWith("case ", StringComparison.Ordinal))
            {
                if (current is not null)
                    yield return current;
                var parts = line.Split(' ', 4);
                current = new SuiteCase(parts[1], parts[2], parts[3], []);
            }
            else if (line[0] != ' ')
            {
                var parts = line.Split(" +");
                current!.Exchanges.Add(new SuiteExchange { Method = parts[0], Suffix = parts.Length > 1 ? parts[1] : "" }); // A case stands first.
            }
            else
            {
                Add(current!.Exchanges[^1], line.TrimStart(' ')); // As above.
            }
        }

        yield return current!; // The file is not empty.
    }

    private static void Add(SuiteExchange exchange, string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (word, rest) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
        switch (word[0])
        {
            case '>':
                exchange.RequestFields.Add(SuiteField.Parse(line[1..]));
                return;
            case '<':
                exchange.ResponseFields.Add(SuiteField.Parse(line[1..]));
                return;
            case '=':
                var next = rest.IndexOf(' ', StringComparison.Ordinal);
                exchange.Expectations.Add(next < 0 ? (rest, "") : (rest[..next], rest[(next + 1)..]));
                return;
        }

        switch (word)
        {
            case "send": exchange.Sent = rest; break;
            case "status": exchange.Status = int.Parse(rest, CultureInfo.InvariantCulture); break;
            case "content": exchange.Content = rest; break;
            case "drop": exchange.Drop = true; break;
            case "wait": exchange.Wait = int.Parse(rest, CultureInfo.InvariantCulture); break;
            case "pause": exchange.Pause = true; break;
            default: throw new FormatException(line);
        }
    }
}
