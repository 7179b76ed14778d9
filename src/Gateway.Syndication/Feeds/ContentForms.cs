using System.Buffers;
using System.Text.Json;
using Gateway.Syndication.JsonFeed;

namespace Gateway.Syndication.Feeds;

/// <summary>
/// An entry's content as the formats write it, escaped once however many documents carry it: content is nearly all of a
/// feed's bytes, and a feed that gains one entry repeats all others.
/// </summary>
internal sealed class ContentForms
{
    private ContentForms(string html, ReadOnlyMemory<byte> xml, ReadOnlyMemory<byte> json) => (Html, Xml, Json) = (html, xml, json);

    /// <summary>Serialised HTML that any format can hold.</summary>
    public string Html { get; }

    /// <summary>UTF-8, as the text of an XML element.</summary>
    public ReadOnlyMemory<byte> Xml { get; }

    /// <summary>UTF-8, as a JSON string with its quotes.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public static ContentForms? Of(string html)
    {
        if (string.IsNullOrWhiteSpace(html))
            return null;
        html = FeedText.CleanHtml(html);
        var output = new ArrayBufferWriter<byte>(html.Length + html.Length / 2 + 256);
        using (var xml = new XmlUtf8Writer(output))
            XmlUtf8Writer.WriteHtml(xml, html);
        var escaped = output.WrittenSpan.ToArray();
        output.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(output, JsonFeedWriter.Options))
            json.WriteStringValue(html);
        return new(html, escaped, output.WrittenSpan.ToArray());
    }
}
