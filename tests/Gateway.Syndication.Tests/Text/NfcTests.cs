using System.Globalization;
using Gateway.Syndication.Text;
using Gateway.Tests.Shared;

namespace Gateway.Syndication.Tests.Text;

public class NfcTests
{
    [Fact]
    public void Normalize_RowsOfTheUnicodeDatabase_GivesTheirNfcAndKeepsIt()
    {
        var rows = 0;
        foreach (var line in File.ReadLines(Path.Combine(Corpus.RepositoryRoot, "tests/Gateway.Syndication.Tests/Text/NfcRows.txt")))
        {
            if (line.StartsWith('#'))
                continue;

            var fields = line.Split(';');
            Assert.Equal(fields[1], Points(Nfc.Normalize(Text(fields[0]))));
            Assert.Equal(fields[1], Points(Nfc.Normalize(Text(fields[1]))));
            rows++;
        }

        Assert.Equal(400, rows);
    }

    [Fact]
    public void Normalize_TextInNfc_IsTheSameInstance()
    {
        const string text = "Größe 日本語 각 Ελλάδα";
        Assert.Same(text, Nfc.Normalize(text));
    }

    [Fact]
    public void Normalize_AMillionMarksOutOfOrder_EndsSoon()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("\u0301\u0323", 500_000));
        Assert.StartsWith("\u1EA1\u0323", Nfc.Normalize(text), StringComparison.Ordinal);
    }

    private static string Text(string points) => string.Concat(points.Split(' ').Select(p => char.ConvertFromUtf32(int.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));

    private static string Points(string text) => string.Join(' ', text.EnumerateRunes().Select(r => r.Value.ToString("X4", CultureInfo.InvariantCulture)));
}
