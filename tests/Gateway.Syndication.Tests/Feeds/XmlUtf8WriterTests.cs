using System.Buffers;
using System.Text;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Tests.Feeds;

public sealed class XmlUtf8WriterTests
{
    [Fact]
    public void Text_WithSpecialCharacters_ReadsBackTheSame()
    {
        const string Text = "a & b < c > d ]]> \"e\" 'f'\r\n\tg \ud83d\ude00 日本";
        var root = FeedSamples.Xml(Write(w =>
        {
            w.WriteAttributeString("a", Text);
            w.WriteString(Text);
        }));

        Assert.Equal(Text, (string?)root.Attribute("a"));
        Assert.Equal(Text, root.Value);
    }

    [Fact]
    public void Text_WithForbiddenCharacters_StaysWellFormed()
    {
        var root = FeedSamples.Xml(Write(w =>
        {
            w.WriteAttributeString("a", "x\0\uD800\uFFFE");
            w.WriteString("x\u0001\uDC00\uFFFF");
        }));

        Assert.Equal("x?", (string?)root.Attribute("a"));
        Assert.Equal("x?", root.Value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Text_LongerThanTheBuffer_IsNotBrokenAtItsSeams(int offset)
    {
        var text = new string('a', offset) + string.Concat(Enumerable.Repeat("\ud83d\ude00é日", 50_000));

        Assert.Equal(text, FeedSamples.Xml(Write(w => w.WriteString(text))).Value);
    }

    [Fact]
    public void Text_InTheShortForm_NamesItsEntities()
    {
        Assert.EndsWith("<r>&#x26;&#x3C;</r>", Encoding.UTF8.GetString(Write(w => w.WriteString("&<")).Span), StringComparison.Ordinal);
        Assert.EndsWith("<r>&amp;&lt;</r>", Encoding.UTF8.GetString(Write(w => XmlUtf8Writer.WriteHtml(w, "&<")).Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Namespaces_DeclaredOnTheRoot_AreNotDeclaredAgain()
    {
        var text = Encoding.UTF8.GetString(Write(w =>
        {
            w.WriteAttributeString("xmlns", "x", null, "urn:x");
            w.WriteElementString("a", "urn:x", "1");
            w.WriteElementString("b", "urn:y", "2");
            w.WriteElementString("c", "urn:x", "3");
        }).Span);

        Assert.EndsWith("<r xmlns:x=\"urn:x\">\n<x:a>1</x:a>\n<b xmlns=\"urn:y\">2</b>\n<x:c>3</x:c>\n</r>", text, StringComparison.Ordinal);
    }

    private static ReadOnlyMemory<byte> Write(Action<XmlUtf8Writer> content)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new XmlUtf8Writer(bytes))
        {
            writer.WriteStartDocument();
            writer.WriteStartElement("r");
            content(writer);
            writer.WriteEndElement();
        }

        return bytes.WrittenMemory;
    }
}
