using System.Text;
using System.Text.Unicode;

namespace Gateway.Syndication.Upstream.Decoding;

/// <summary>
/// Bytes to text. What says of which encoding they are, in this order: a byte order mark, the charset of the HTTP field, the XML
/// declaration (RFC 7303 §3), their look; what cannot be true of the bytes is passed over.
/// </summary>
internal static class DocumentDecoder
{
    // As much of a document as an XML declaration lies in, behind what some servers write before it.
    private const int DeclarationWithin = 1_024;

    /// <summary>Decodes a document. Never fails: what is of no encoding is read as UTF-8, with U+FFFD for what is none.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="charset">The <c>charset</c> of <c>Content-Type</c>; null where it has none.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (OfMark(bytes) is { } marked)
            return marked.Encoding.GetString(bytes[marked.Length..]);
        var isUtf8 = Utf8.IsValid(bytes);
        if (charset is not null && TryDecode(bytes, Charset.Find(charset), isUtf8) is { } asSent)
            return asSent;
        if (OfLook(bytes) is { } wide)
            return wide.GetString(bytes);
        if (Declared(bytes) is { } declared && TryDecode(bytes, Charset.Find(declared), isUtf8) is { } asDeclared)
            return asDeclared;
        return isUtf8 ? Encoding.UTF8.GetString(bytes) : TryDecode(bytes, Charset.Find("windows-1252"), isUtf8) ?? Encoding.UTF8.GetString(bytes);
    }

    private static string? TryDecode(ReadOnlySpan<byte> bytes, Encoding? encoding, bool isUtf8)
    {
        if (encoding is null)
            return null;
        // Text of more than ASCII that happens to be UTF-8 is UTF-8: whoever calls it Latin has a server that calls everything so.
        if (isUtf8 && (encoding.CodePage == 65001 || (encoding.CodePage == 1252 && !Ascii.IsValid(bytes))))
            return Encoding.UTF8.GetString(bytes);
        // A document of whole ASCII letters is of no encoding of two bytes each.
        if (encoding.CodePage is 1200 or 1201 or 12000 or 12001 && OfLook(bytes) is null)
            return null;
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static (Encoding Encoding, int Length)? OfMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        _ => null,
    };

    // XML 1.0, appendix F.1: the first character of a document is "<".
    private static Encoding? OfLook(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'<', 0, 0, 0, ..] => Encoding.UTF32,
        [0, 0, 0, (byte)'<', ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
        [(byte)'<', 0, ..] => Encoding.Unicode,
        [0, (byte)'<', ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static string? Declared(ReadOnlySpan<byte> bytes)
    {
        var start = bytes[..Math.Min(bytes.Length, DeclarationWithin)];
        var at = start.IndexOf("<?xml"u8);
        if (at < 0)
            return null;
        var declaration = start[at..];
        var end = declaration.IndexOf("?>"u8);
        var text = Encoding.Latin1.GetString(end < 0 ? declaration : declaration[..end]);
        var name = text.IndexOf("encoding", StringComparison.OrdinalIgnoreCase);
        if (name < 0)
            return null;
        var value = text.AsSpan(name + "encoding".Length).TrimStart();
        if (value is not ['=', ..])
            return null;
        value = value[1..].TrimStart();
        if (value is not [('"' or '\''), ..])
            return null;
        var length = value[1..].IndexOf(value[0]);
        return length < 0 ? null : value.Slice(1, length).ToString();
    }
}
