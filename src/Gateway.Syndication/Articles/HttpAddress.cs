using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gateway.Syndication.Articles;

/// <summary>Absolute http(s) addresses, the only ones that a record may hold.</summary>
internal static class HttpAddress
{
    /// <summary>What a URI may hold (RFC 3986 §2), after its authority.</summary>
    private static readonly SearchValues<char> UriCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    /// <summary>Reads an address.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="address">As a URI: the text itself where it is one, else its other characters percent-encoded (RFC 3987 §3.1) and its host in ASCII; null where refused.</param>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public static string? Read(string text, out string? address)
    {
        address = null;
        if (IsPlain(text))
        {
            address = text;
            return null;
        }

        foreach (var character in text)
        {
            if (char.IsControl(character))
                return "holds a control character";
        }

        if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return "is no absolute http or https address";

        if (char.IsWhiteSpace(text[^1]) || text.Contains('\\', StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Host.Length == 0 || uri.HostNameType is UriHostNameType.Basic or UriHostNameType.Unknown)
            return "is no well-formed address";

        if (uri.UserInfo.Length > 0 || Authority(text).Contains('@'))
            return "carries credentials";

        // A zone means something on the sender's machine alone, and is no part of a URI (RFC 3986 §3.2.2).
        var host = uri.HostNameType == UriHostNameType.IPv6 && Authority(text).Contains('%') ? null : HostOf(uri);
        if (host is null)
            return "has a host that is none";

        address = IsUri(text) ? text : Encode(text, uri, host);
        return null;
    }

    /// <summary>Whether an address needs no closer look, as nearly all: a host of plain labels, no port, nothing to encode.</summary>
    private static bool IsPlain(string text)
    {
        if (!text.StartsWith("https://", StringComparison.Ordinal) && !text.StartsWith("http://", StringComparison.Ordinal))
            return false;

        var host = Authority(text);
        var label = 0;
        foreach (var character in host)
        {
            if (char.IsAsciiLetterOrDigit(character) || (character == '-' && label > 0))
                label++;
            else if (character == '.' && label is > 0 and <= 63)
                label = 0;
            else
                return false;
        }

        // A last label of digits would be an IPv4 address (WHATWG URL §3.5), or none.
        return label is > 0 and <= 63 && host.Length <= 253 && char.IsAsciiLetter(host[^1]) && IsUri(text);
    }

    private static ReadOnlySpan<char> Authority(string text)
    {
        var rest = text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3);
        var end = rest.IndexOfAny('/', '?', '#');
        return end < 0 ? rest : rest[..end];
    }

    private static string? HostOf(Uri uri)
    {
        try
        {
            var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
            return Ascii.IsValid(host) && !host.Contains('%', StringComparison.Ordinal) ? host : null;
        }
        catch (Exception error) when (error is UriFormatException or ArgumentException)
        {
            return null;
        }
    }

    // RFC 3986 §3.4-3.5 and appendix A: '[' and ']' belong to the authority alone, '#' stands at most once, '%' before two hex digits.
    private static bool IsUri(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(UriCharacters))
            return false;

        var tail = text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3 + Authority(text).Length);
        if (tail.ContainsAny('[', ']') || tail.Count('#') > 1)
            return false;

        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                return false;
        }

        return true;
    }

    private static string Encode(string text, Uri uri, string host)
    {
        var authority = Authority(text);
        var tail = text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3 + authority.Length);
        var result = new StringBuilder(text.Length + 32);
        result.Append(uri.Scheme).Append("://").Append(host);
        if (!uri.IsDefaultPort)
            result.Append(CultureInfo.InvariantCulture, $":{uri.Port}");

        var inFragment = false;
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < tail.Length;)
        {
            _ = Rune.DecodeFromUtf16(tail[i..], out var rune, out var consumed);
            var keep = rune.IsAscii && UriCharacters.Contains((char)rune.Value) && rune.Value switch
            {
                '[' or ']' => false,
                '#' => !inFragment,
                '%' => i + 2 < tail.Length && char.IsAsciiHexDigit(tail[i + 1]) && char.IsAsciiHexDigit(tail[i + 2]),
                _ => true,
            };
            inFragment |= rune.Value == '#';
            i += consumed;
            if (keep)
            {
                result.Append((char)rune.Value);
                continue;
            }

            foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)])
                result.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return result.ToString();
    }
}
