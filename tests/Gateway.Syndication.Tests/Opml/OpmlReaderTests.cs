using System.Buffers;
using System.Text;
using Gateway.Syndication.Opml;

namespace Gateway.Syndication.Tests.Opml;

/// <summary>Lists of subscriptions, as feed readers write them.</summary>
public sealed class OpmlReaderTests
{
    [Theory]
    [InlineData("<opml version='2.0'><body><outline text='A' type='rss' xmlUrl=' https://a.example/f '/></body></opml>", "https://a.example/f|A|")]
    [InlineData("<opml><body><outline text='News'><outline text='In &amp; out'><outline title='B' xmlUrl='https://b.example/f'/></outline><outline xmlUrl='https://c.example/'/></outline><outline xmlUrl='https://d.example/' text='D'/></body></opml>", "https://b.example/f|B|News,In & out;https://c.example/||News;https://d.example/|D|")]
    [InlineData("<opml><outline text='A' xmlUrl='https://a.example/' category='/Tech/Web,/Art, Music'/></opml>", "https://a.example/|A|Web,Art,Music")]
    [InlineData("<OPML><BODY><OUTLINE TEXT='A' XMLURL='https://a.example/'></OUTLINE><outline text='B' xmlurl='https://b.example/'></BODY></OPML>", "https://a.example/|A|;https://b.example/|B|")]
    [InlineData("<opml><outline xmlUrl='https://a.example/'/><outline xmlUrl='https://a.example/'/><outline htmlUrl='https://x.example/'/></opml>", "https://a.example/||")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE opml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><opml><outline text='&x;' xmlUrl='https://a.example/?a=1&b=2'/></opml>", "https://a.example/?a=1&b=2|&x;|")]
    [InlineData("<opml><body></body></opml>", "")]
    [InlineData("<rss/>", null)]
    [InlineData("", null)]
    public void Feeds_OfAList(string document, string? expected) => Assert.Equal(
        expected,
        OpmlReader.Read(Encoding.UTF8.GetBytes(document)) is { } found ? string.Join(';', found.Select(f => $"{f.Address}|{f.Title}|{string.Join(',', f.Groups)}")) : null);

    [Fact]
    public void OwnList_IsReadBack()
    {
        var output = new ArrayBufferWriter<byte>();
        OpmlWriter.Write(new OpmlDocument { Title = "Feeds", Groups = [new OpmlGroup("Topics", [new OpmlFeed("A & B", "https://example.org/topics/a.rss", "https://example.org/topics/a")])] }, output);
        Assert.Equal(["https://example.org/topics/a.rss"], OpmlReader.Read(output.WrittenSpan)?.Select(f => f.Address));
    }
}
