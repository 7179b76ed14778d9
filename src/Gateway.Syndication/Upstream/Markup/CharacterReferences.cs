using System.Globalization;
using System.Text;
using AngleSharp.Html;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Upstream.Markup;

/// <summary>
/// References of XML and the named ones of HTML, which feeds use without a declaration. What a document declares itself is not
/// read: an entity can thus never stand for more than it says. A name that is none, and an ampersand alone, stay as they are.
/// </summary>
internal static class CharacterReferences
{
    // The longest name of HTML, CounterClockwiseContourIntegral, with its semicolon.
    private const int LongestName = 32;

    /// <summary>The text that is meant. Characters that XML cannot hold are left out.</summary>
    public static string Decode(ReadOnlySpan<char> text)
    {
        var next = text.IndexOf('&');
        if (next < 0)
            return XmlText.Clean(text.ToString());
        var decoded = new StringBuilder(text.Length);
        for (; next >= 0; next = text.IndexOf('&'))
        {
            decoded.Append(text[..next]);
            text = text[next..];
            var (meant, length) = Read(text);
            if (meant is null)
                decoded.Append(text[..length]);
            else
                decoded.Append(meant);
            text = text[length..];
        }

        return XmlText.Clean(decoded.Append(text).ToString());
    }

    private static (string? Meant, int Length) Read(ReadOnlySpan<char> text)
    {
        var end = text[..Math.Min(text.Length, LongestName + 2)].IndexOf(';');
        if (end < 2)
            return (null, 1);
        var name = text[1..end];
        var meant = name[0] == '#' ? Number(name[1..]) : HtmlEntityProvider.Resolver.GetSymbol(string.Concat(name, ";"));
        return meant is null ? (null, 1) : (meant, end + 1);
    }

    private static string? Number(ReadOnlySpan<char> digits)
    {
        var isHex = digits is ['x' or 'X', ..];
        if (!uint.TryParse(isHex ? digits[1..] : digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return null;
        // Numbers of Windows-1252 are meant where C1 controls are written (HTML, 13.2.5.80).
        if (code is >= 0x80 and <= 0x9F && Decoding.Charset.Find("windows-1252") is { } windows)
            return windows.GetString([(byte)code]);
        return Rune.IsValid(code) ? new Rune(code).ToString() : "\uFFFD";
    }
}
