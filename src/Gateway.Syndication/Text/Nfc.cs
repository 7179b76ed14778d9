using System.Globalization;
using System.Reflection;
using System.Text;

namespace Gateway.Syndication.Text;

/// <summary>
/// Unicode Normalization Form C (UAX #15), from tables of our own: the platform's <see cref="string.Normalize()"/> leaves
/// text as it is where globalization is invariant, and elsewhere follows whichever library the machine has, so two
/// nodes could give one name two keys.
/// </summary>
internal static class Nfc
{
    private const int HangulL = 0x1100, HangulV = 0x1161, HangulT = 0x11A7, HangulS = 0xAC00;
    private const int HangulLCount = 19, HangulVCount = 21, HangulTCount = 28, HangulSCount = 11172;

    /// <summary>Below U+0300 every character is NFC of itself and none combines with the one before it.</summary>
    private const char FirstOfInterest = '\u0300';

    private static readonly Lazy<NfcTables> Tables = new(NfcTables.Load);

    /// <summary>The text in NFC; lone surrogates become U+FFFD where the text has to be rebuilt.</summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyInRange(FirstOfInterest, '\uFFFF'))
            return text;

        var tables = Tables.Value;
        var points = Decompose(text, tables);
        Reorder(points, tables);
        Compose(points, tables);

        var result = new StringBuilder(text.Length);
        Span<char> pair = stackalloc char[2];
        foreach (var point in points)
            result.Append(pair[..new Rune(point).EncodeToUtf16(pair)]);

        var normal = result.ToString();
        return string.Equals(normal, text, StringComparison.Ordinal) ? text : normal;
    }

    private static List<int> Decompose(string text, NfcTables tables)
    {
        var points = new List<int>(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, points, tables);

        return points;
    }

    // The recursion ends with the table: the longest chain of canonical decompositions has three steps.
    private static void Decompose(int point, List<int> points, NfcTables tables)
    {
        if (point - HangulS is >= 0 and < HangulSCount and var syllable)
        {
            points.Add(HangulL + syllable / (HangulVCount * HangulTCount));
            points.Add(HangulV + syllable % (HangulVCount * HangulTCount) / HangulTCount);
            if (syllable % HangulTCount != 0)
                points.Add(HangulT + syllable % HangulTCount);
        }
        else if (point >= 0xC0 && tables.Decompositions.TryGetValue(point, out var parts))
        {
            Decompose(parts.First, points, tables);
            if (parts.Second != 0)
                Decompose(parts.Second, points, tables);
        }
        else
        {
            points.Add(point);
        }
    }

    // Canonical ordering (Unicode 3.11, D109): a stable sort of each run of marks by class. A run can be as long as the
    // text, so it is sorted, not bubbled.
    private static void Reorder(List<int> points, NfcTables tables)
    {
        for (var i = 0; i < points.Count;)
        {
            if (tables.Class(points[i]) == 0)
            {
                i++;
                continue;
            }

            var start = i;
            var sorted = true;
            for (i++; i < points.Count && tables.Class(points[i]) is not 0 and var c; i++)
                sorted &= tables.Class(points[i - 1]) <= c;

            if (sorted)
                continue;

            var run = points.GetRange(start, i - start).OrderBy(tables.Class).ToArray();
            for (var j = 0; j < run.Length; j++)
                points[start + j] = run[j];
        }
    }

    private static void Compose(List<int> points, NfcTables tables)
    {
        var starter = -1;
        var lastClass = 0;
        var length = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var @class = tables.Class(point);
            var blocked = length - 1 != starter && (lastClass >= @class || lastClass == 0);
            if (starter >= 0 && !blocked && TryCompose(points[starter], point, tables, out var composed))
            {
                points[starter] = composed;
                continue;
            }

            if (@class == 0)
                starter = length;

            lastClass = @class;
            points[length++] = point;
        }

        points.RemoveRange(length, points.Count - length);
    }

    private static bool TryCompose(int first, int second, NfcTables tables, out int composed)
    {
        if (first - HangulL is >= 0 and < HangulLCount and var l && second - HangulV is >= 0 and < HangulVCount and var v)
        {
            composed = HangulS + (l * HangulVCount + v) * HangulTCount;
            return true;
        }

        if (first - HangulS is >= 0 and < HangulSCount and var s && s % HangulTCount == 0 && second - HangulT is > 0 and < HangulTCount and var t)
        {
            composed = first + t;
            return true;
        }

        return tables.Compositions.TryGetValue((first, second), out composed);
    }
}

/// <summary>The tables of <c>Nfc.txt</c>, read once.</summary>
internal sealed class NfcTables
{
    private readonly Dictionary<int, byte> classes = [];

    public Dictionary<int, (int First, int Second)> Decompositions { get; } = [];

    public Dictionary<(int First, int Second), int> Compositions { get; } = [];

    /// <summary>The canonical combining class; 0 for starters.</summary>
    public int Class(int point) => point < 0x300 ? 0 : classes.GetValueOrDefault(point);

    public static NfcTables Load()
    {
        var tables = new NfcTables();
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Gateway.Syndication.Text.Nfc.txt")
            ?? throw new InvalidOperationException("The normalization tables are missing from the assembly.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;

            var fields = line.Split(' ');
            if (fields[0] is "C")
                tables.AddClass(Hex(fields[1]), Hex(fields[2]), byte.Parse(fields[3], CultureInfo.InvariantCulture));
            else
                tables.AddDecomposition(Hex(fields[1]), Hex(fields[2]), fields.Length > 3 ? Hex(fields[3]) : 0, composes: fields[0] is "D");
        }

        return tables;
    }

    private static int Hex(string field) => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private void AddClass(int first, int last, byte @class)
    {
        for (var point = first; point <= last; point++)
            classes[point] = @class;
    }

    private void AddDecomposition(int point, int first, int second, bool composes)
    {
        Decompositions[point] = (first, second);
        if (composes)
            Compositions[(first, second)] = point;
    }
}
