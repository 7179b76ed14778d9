using System.Text;
using System.Xml;

namespace Gateway.Origin.Documents;

/// <summary>Small XML documents, UTF-8 without BOM.</summary>
internal static class XmlText
{
    public static ReadOnlyMemory<byte> Write(Action<XmlWriter> content)
    {
        var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, IndentChars = " ", NewLineChars = "\n" };
        using (var xml = XmlWriter.Create(stream, settings))
        {
            xml.WriteStartDocument();
            content(xml);
            xml.WriteEndDocument();
        }

        return stream.ToArray();
    }

    /// <summary>Text without what XML 1.0 §2.2 forbids: names come from publishers as they wrote them.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(c => !XmlConvert.IsXmlChar(c)))
            return text;

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value))
                clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>An instant as sitemaps and feeds write it.</summary>
    public static string Date(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
