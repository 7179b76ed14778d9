using System.Buffers;
using System.Text;
using System.Xml;

namespace Gateway.Syndication.Feeds;

/// <summary>
/// An <see cref="XmlWriter"/> that writes UTF-8 into a buffer writer without a stream or a text writer between, one
/// element a line. It escapes <c>&amp;</c> and <c>&lt;</c> of short texts as the RSS Profile asks (<c>&amp;#x26;</c>,
/// <c>&amp;#x3C;</c>: readers that decode once too often then still show what was meant), and it is the last line of
/// defence against characters that XML 1.0 forbids. Names come from our own writers and are not checked.
/// </summary>
internal sealed class XmlUtf8Writer(IBufferWriter<byte> output) : XmlWriter
{
    private const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";
    private static readonly SearchValues<char> TextSpecials = SearchValues.Create("&<\r");
    private static readonly SearchValues<char> TextSpecialsAndEnd = SearchValues.Create("&<\r>");
    private static readonly SearchValues<char> AttributeSpecials = SearchValues.Create("&<>\"\r\n\t");

    private readonly List<(string Name, int Namespaces, bool HasElements)> elements = [];
    private readonly List<(string Prefix, string Uri)> namespaces = [("xml", XmlNamespace)];
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
    private int used;
    private long flushed;
    private bool isDisposed;
    private WriteState state = WriteState.Start;
    private StringBuilder? declared;
    private string declaredPrefix = "";

    public override WriteState WriteState => state;

    /// <summary>How many bytes the document has so far.</summary>
    public long BytesWritten => flushed + used;

    /// <summary>Whether <c>&amp;</c> and <c>&lt;</c> are written by name (shorter, for HTML) rather than by number.</summary>
    public bool NamesEntities { get; set; }

    /// <summary>Writes serialised HTML as text, in the shorter escapes where the writer is ours.</summary>
    public static void WriteHtml(XmlWriter writer, string html)
    {
        var ours = writer as XmlUtf8Writer;
        ours?.NamesEntities = true;
        writer.WriteString(html);
        ours?.NamesEntities = false;
    }

    /// <summary>Writes content that was escaped before, where the writer is ours.</summary>
    public static void WriteContent(XmlWriter writer, ContentForms content)
    {
        if (writer is not XmlUtf8Writer { state: not WriteState.Attribute } ours)
        {
            WriteHtml(writer, content.Html);
            return;
        }

        ours.CloseStartTag();
        ours.Content(content.Xml);
    }

    public override void WriteStartDocument()
    {
        Raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>"u8);
        state = WriteState.Prolog;
    }

    public override void WriteStartDocument(bool standalone) => WriteStartDocument();

    public override void WriteEndDocument()
    {
        while (elements.Count > 0)
            WriteEndElement();
    }

    public override void WriteStartElement(string? prefix, string localName, string? ns)
    {
        CloseStartTag();
        if (elements.Count > 0)
            elements[^1] = elements[^1] with { HasElements = true };
        prefix ??= ns is null ? "" : LookupPrefix(ns) ?? "";
        var name = prefix.Length == 0 ? localName : prefix + ":" + localName;
        elements.Add((name, namespaces.Count, false));
        Raw("\n<"u8);
        Utf8(name);
        state = WriteState.Element;
        if (ns is not null && !string.Equals(Lookup(prefix), ns, StringComparison.Ordinal))
            Declare(prefix, ns);
    }

    public override void WriteEndElement()
    {
        var (name, known, hasElements) = elements[^1];
        if (state == WriteState.Element)
        {
            Raw("/>"u8);
        }
        else
        {
            Raw(hasElements ? "\n</"u8 : "</"u8);
            Utf8(name);
            Raw(">"u8);
        }

        namespaces.RemoveRange(known, namespaces.Count - known);
        elements.RemoveAt(elements.Count - 1);
        state = WriteState.Content;
    }

    public override void WriteFullEndElement()
    {
        CloseStartTag();
        WriteEndElement();
    }

    public override void WriteStartAttribute(string? prefix, string localName, string? ns)
    {
        if (prefix is "xmlns" || (prefix is null or "" && localName is "xmlns"))
        {
            declared = new StringBuilder();
            declaredPrefix = prefix is "xmlns" ? localName : "";
        }
        else
        {
            prefix ??= string.IsNullOrEmpty(ns) ? "" : LookupPrefix(ns) ?? throw new ArgumentException($"No prefix for {ns}.", nameof(ns));
            Raw(" "u8);
            if (prefix.Length > 0)
            {
                Utf8(prefix);
                Raw(":"u8);
            }

            Utf8(localName);
            Raw("=\""u8);
        }

        state = WriteState.Attribute;
    }

    public override void WriteEndAttribute()
    {
        state = WriteState.Element;
        if (declared is null)
        {
            Raw("\""u8);
            return;
        }

        var uri = declared.ToString();
        declared = null;
        if (!string.Equals(Lookup(declaredPrefix), uri, StringComparison.Ordinal))
            Declare(declaredPrefix, uri);
    }

    public override void WriteString(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return;
        if (declared is not null)
        {
            declared.Append(text);
            return;
        }

        var inAttribute = state == WriteState.Attribute;
        if (!inAttribute)
            CloseStartTag();
        var clean = FeedText.Clean(text).AsSpan();
        Escaped(clean, inAttribute ? AttributeSpecials : clean.IndexOf("]]>") < 0 ? TextSpecials : TextSpecialsAndEnd);
    }

    public override void WriteChars(char[] buffer, int index, int count) => WriteString(new string(buffer, index, count));

    public override void WriteSurrogateCharEntity(char lowChar, char highChar) => WriteString(new string([highChar, lowChar]));

    public override void WriteCharEntity(char ch) => WriteString(ch.ToString());

    public override void WriteWhitespace(string? ws) => WriteString(ws);

    public override void WriteCData(string? text) => WriteString(text);

    public override void WriteRaw(string data)
    {
        CloseStartTag();
        Utf8(data);
    }

    public override void WriteRaw(char[] buffer, int index, int count) => WriteRaw(new string(buffer, index, count));

    public override void WriteBase64(byte[] buffer, int index, int count) => WriteString(Convert.ToBase64String(buffer, index, count));

    public override void WriteComment(string? text) => throw new NotSupportedException("Feeds hold no comments.");

    public override void WriteProcessingInstruction(string name, string? text) => throw new NotSupportedException("Feeds hold no processing instructions.");

    public override void WriteDocType(string name, string? pubid, string? sysid, string? subset) => throw new NotSupportedException("Feeds hold no DTD.");

    public override void WriteEntityRef(string name) => throw new NotSupportedException("Feeds hold no entity references.");

    public override string? LookupPrefix(string ns)
    {
        for (var i = namespaces.Count - 1; i >= 0; i--)
        {
            if (string.Equals(namespaces[i].Uri, ns, StringComparison.Ordinal))
                return namespaces[i].Prefix;
        }

        return ns.Length == 0 ? "" : null;
    }

    public override void Flush()
    {
        output.Write(buffer.AsSpan(0, used));
        flushed += used;
        used = 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (isDisposed)
            return;
        isDisposed = true;
        Flush();
        ArrayPool<byte>.Shared.Return(buffer);
        state = WriteState.Closed;
        base.Dispose(disposing);
    }

    private string Lookup(string prefix)
    {
        for (var i = namespaces.Count - 1; i >= 0; i--)
        {
            if (string.Equals(namespaces[i].Prefix, prefix, StringComparison.Ordinal))
                return namespaces[i].Uri;
        }

        return "";
    }

    private void Declare(string prefix, string uri)
    {
        namespaces.Add((prefix, uri));
        Raw(prefix.Length == 0 ? " xmlns"u8 : " xmlns:"u8);
        Utf8(prefix);
        Raw("=\""u8);
        Escaped(uri, AttributeSpecials);
        Raw("\""u8);
    }

    private void CloseStartTag()
    {
        if (state != WriteState.Element)
            return;
        Raw(">"u8);
        state = WriteState.Content;
    }

    private void Escaped(ReadOnlySpan<char> text, SearchValues<char> specials)
    {
        for (var at = text.IndexOfAny(specials); at >= 0; at = text.IndexOfAny(specials))
        {
            Utf8(text[..at]);
            Raw(text[at] switch
            {
                '&' => NamesEntities ? "&amp;"u8 : "&#x26;"u8,
                '<' => NamesEntities ? "&lt;"u8 : "&#x3C;"u8,
                '>' => "&gt;"u8,
                '"' => "&quot;"u8,
                '\r' => "&#xD;"u8,
                '\n' => "&#xA;"u8,
                _ => "&#x9;"u8,
            });
            text = text[(at + 1)..];
        }

        Utf8(text);
    }

    private void Content(ReadOnlyMemory<byte> bytes)
    {
        if (output is not DocumentBuffer document || !DocumentBuffer.IsWorthSharing(bytes.Length))
        {
            Raw(bytes.Span);
            return;
        }

        Flush();
        document.Share(bytes);
        flushed += bytes.Length;
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > buffer.Length - used)
            Flush();
        if (bytes.Length > buffer.Length)
        {
            output.Write(bytes);
            flushed += bytes.Length;
            return;
        }

        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    private void Utf8(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (buffer.Length - used < Math.Min(text.Length, 1024) * 3)
                Flush();
            var part = text[..Math.Min(text.Length, (buffer.Length - used) / 3)];
            // A pair stays together: half of one would be no UTF-8.
            if (part.Length < text.Length && char.IsHighSurrogate(part[^1]))
                part = part[..^1];
            used += Encoding.UTF8.GetBytes(part, buffer.AsSpan(used));
            text = text[part.Length..];
        }
    }
}
