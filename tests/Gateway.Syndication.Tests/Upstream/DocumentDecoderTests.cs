using System.Text;
using Gateway.Syndication.Upstream.Decoding;

namespace Gateway.Syndication.Tests.Upstream;

public sealed class DocumentDecoderTests
{
    private const string Sample = "<a>Žluťoučký kůň</a>";

    // Encoding of the bytes; with a mark; charset of the field; encoding of the declaration.
    public static TheoryData<string, bool, string?, string?> Rows => new()
    {
        { "utf-8", false, null, null },
        { "utf-8", true, null, null },
        { "utf-8", true, "iso-8859-1", "koi8-r" },
        { "utf-8", false, "utf-8", "windows-1250" },
        { "utf-8", false, "iso-8859-1", null },
        { "utf-8", false, "nonsense", "nonsense" },
        { "windows-1250", false, "windows-1250", null },
        { "windows-1250", false, "\"windows-1250\"", "utf-8" },
        { "windows-1250", false, null, "windows-1250" },
        { "windows-1250", false, "utf-8", "windows-1250" },
        { "iso-8859-2", false, null, "ISO-8859-2" },
        { "utf-16", true, null, null },
        { "utf-16", false, null, "utf-16" },
        { "utf-16BE", true, "utf-8", null },
        { "utf-16BE", false, null, null },
        { "utf-32", true, null, null },
        { "utf-8", false, null, "utf-16" },
        { "utf-8", false, "utf-16", "utf-8" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Decode_ByMarkFieldDeclarationOrLook_IsTheText(string encoding, bool isMarked, string? charset, string? declared)
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        var document = declared is null ? Sample : $"<?xml version=\"1.0\" encoding=\"{declared}\"?>{Sample}";
        byte[] sent = [.. isMarked ? bytes.GetPreamble() : [], .. bytes.GetBytes(document)];

        Assert.EndsWith(Sample, DocumentDecoder.Decode(sent, charset), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-ascii", "\u201Ccurly\u201D")]
    [InlineData("iso-8859-1", "caf\u00E9 \u2013 \u20AC")]
    [InlineData("gb2312", "镕")]
    [InlineData("shift_jis", "表示①")]
    [InlineData("euc-kr", "똠방각하")]
    public void Decode_UnderANameForLess_IsWhatIsMeantByIt(string declared, string text)
    {
        var meant = CodePagesEncodingProvider.Instance.GetEncoding(declared switch { "gb2312" => 54936, "shift_jis" => 932, "euc-kr" => 949, _ => 1252 })!; // The provider has them.
        var bytes = meant.GetBytes($"<?xml version='1.0' encoding='{declared}'?><a>{text}</a>");

        Assert.EndsWith($"<a>{text}</a>", DocumentDecoder.Decode(bytes, null), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_OfNoEncoding_DoesNotFail()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            Assert.NotNull(DocumentDecoder.Decode(bytes, (i % 5) switch { 0 => "utf-8", 1 => "shift_jis", 2 => "utf-16", 3 => "utf-7", _ => null }));
        }
    }
}
