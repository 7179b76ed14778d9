using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Feeds;

/// <summary>
/// Addresses as feeds may carry them. Browsers forgive what RFC 3986 forbids (spaces, brackets, letters beyond ASCII), feed
/// validators do not.
/// </summary>
public static class FeedAddress
{
    private const string SubDelims = "!$&'()*+,;=";
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static readonly SearchValues<char> SegmentCharacters = SearchValues.Create(Unreserved + SubDelims + ":@");
    private static readonly SearchValues<char> QueryCharacters = SearchValues.Create(Unreserved + SubDelims + ":@/?");
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(Unreserved + SubDelims + ":@/");
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create(Unreserved + SubDelims);
    private static readonly SearchValues<char> Kept = SearchValues.Create(SubDelims + ":@/?");
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>
    /// The address with everything that RFC 3986 does not allow percent-encoded (RFC 3987 §3.1; an international host by
    /// IDNA) and nothing else changed.
    /// </summary>
    /// <param name="address">An absolute address.</param>
    public static string Link(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var parts = AddressParts.Split(FeedText.Unbroken(address));
        return new AddressParts(
            parts.Scheme,
            parts.UserInfo is null ? null : Escape(parts.UserInfo, SegmentCharacters),
            parts.Host is null ? null : Host(parts.Host),
            parts.Port,
            Escape(parts.Path, PathCharacters),
            parts.Query is null ? null : Escape(parts.Query, QueryCharacters),
            parts.Fragment is null ? null : Escape(parts.Fragment, QueryCharacters)).ToString();
    }

    /// <summary>
    /// The address as an identity: RFC 3986 §6.2 normal form, which validators ask of Atom ids, so that addresses that
    /// mean the same are the same text. Null where it has none (percent-encoding that is no UTF-8, doubly encoded
    /// octets, an IP literal, which RSS cannot carry).
    /// </summary>
    /// <param name="address">An absolute address.</param>
    public static string? Canonical(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var parts = AddressParts.Split(Link(address));
        if (parts.Scheme is not { } scheme || parts.Host is ['[', ..])
            return null;

        scheme = scheme.ToLowerInvariant();
        if (Normal(parts.Path, PathCharacters) is not { } path
            || Normal(parts.Query, QueryCharacters) is var query && query is null != parts.Query is null
            || Normal(parts.Fragment, QueryCharacters) is var fragment && fragment is null != parts.Fragment is null)
        {
            return null;
        }

        var host = parts.Host?.ToLowerInvariant();
        if (host is [.., '.'] && host.IndexOf('.', StringComparison.Ordinal) < host.Length - 1)
            host = host[..^1];
        var port = (scheme, parts.Port?.TrimStart('0')) is ("http", "80") or ("https", "443") or (_, "") or (_, null) ? null : parts.Port.TrimStart('0');
        var userInfo = parts.UserInfo is null or "" or ":" ? null : parts.UserInfo;
        return new AddressParts(scheme, userInfo, host, port, host is null ? path : WithoutDots(path), query, fragment).ToString();
    }

    /// <summary>
    /// An entry's id as all formats write it: a <c>urn:uuid:</c> as it is, an address in its canonical form, and where it
    /// has none a <c>urn:uuid:</c> (RFC 9562 §5.8) made of it, the same for ever.
    /// </summary>
    /// <param name="id">The id.</param>
    public static string Id(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) && Guid.TryParseExact(id.AsSpan(9), "D", out _))
            return "urn:uuid:" + id[9..].ToLowerInvariant();
        if (Canonical(id) is { } canonical && string.Equals(Canonical(canonical), canonical, StringComparison.Ordinal))
            return canonical;

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return "urn:uuid:" + new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString("D");
    }

    private static string Host(string host)
    {
        if (host is ['[', .., ']'] && !host.AsSpan(1, host.Length - 2).ContainsAnyExcept("0123456789abcdefABCDEF:."))
            return host;
        if (!Ascii.IsValid(host))
        {
            try
            {
                host = Idn.GetAscii(host);
            }
            catch (ArgumentException)
            {
                // No name that DNS can hold: percent-encoded like the rest (RFC 3986 §3.2.2).
            }
        }

        return Escape(host, HostCharacters);
    }

    private static string Escape(string part, SearchValues<char> allowed)
    {
        if (!part.AsSpan().ContainsAnyExcept(allowed))
            return part;

        var escaped = new StringBuilder(part.Length + 16);
        for (var i = 0; i < part.Length; i++)
        {
            if (allowed.Contains(part[i]) || IsEncoded(part, i))
                escaped.Append(part[i]);
            else if (char.IsHighSurrogate(part[i]) && i + 1 < part.Length)
                escaped.Append(Uri.EscapeDataString(part.AsSpan(i++, 2)));
            else
                AppendOctets(escaped, part[i].ToString());
        }

        return escaped.ToString();
    }

    private static void AppendOctets(StringBuilder to, string text)
    {
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            to.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
    }

    private static bool IsEncoded(ReadOnlySpan<char> text, int at) =>
        text[at] == '%' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]);

    /// <summary>Percent-encoding as RFC 3986 §6.2.2 wants it: unreserved characters bare, hexadecimal digits in upper case, NFC.</summary>
    private static string? Normal(string? part, SearchValues<char> allowed)
    {
        if (part is null || (!part.Contains('%', StringComparison.Ordinal) && !part.AsSpan().ContainsAnyExcept(allowed)))
            return part;

        var normal = new StringBuilder(part.Length);
        var run = new List<byte>();
        for (var i = 0; i < part.Length; i++)
        {
            var encoded = IsEncoded(part, i);
            var c = encoded ? (char)byte.Parse(part.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : part[i];
            // An encoded delimiter means something else than a bare one (§2.2), so both stay as they are.
            if (Kept.Contains(c) && (allowed.Contains(c) || !encoded) && !(encoded && c == '/' && ReferenceEquals(allowed, PathCharacters)))
            {
                if (!Flush(run, normal))
                    return null;
                normal.Append(encoded ? part.AsSpan(i, 3).ToString().ToUpperInvariant() : c.ToString());
            }
            else
            {
                run.Add((byte)c);
            }

            i += encoded ? 2 : 0;
        }

        return Flush(run, normal) ? normal.ToString() : null;
    }

    private static bool Flush(List<byte> run, StringBuilder to)
    {
        if (run.Count == 0)
            return true;

        string text;
        try
        {
            text = Nfc.Normalize(StrictUtf8.GetString([.. run]));
        }
        catch (ArgumentException)
        {
            return false;
        }

        run.Clear();
        for (var i = 0; i < text.Length; i++)
        {
            if (IsEncoded(text, i))
                return false;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && (Unreserved + SubDelims).Contains((char)rune.Value, StringComparison.Ordinal))
                to.Append((char)rune.Value);
            else
                AppendOctets(to, rune.ToString());
        }

        return true;
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>RFC 3986 §5.2.4.</summary>
    private static string WithoutDots(string path)
    {
        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            if (segments[i] is ".." or ".")
            {
                if (segments[i] is ".." && kept.Count > 0)
                    kept.RemoveAt(kept.Count - 1);
                if (last)
                    kept.Add("");
                continue;
            }

            kept.Add(segments[i]);
        }

        return "/" + string.Join('/', kept);
    }
}
