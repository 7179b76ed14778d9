using System.Buffers;
using System.Text;

namespace Gateway.Origin.Answers;

/// <summary>Text that may stand in a field's value.</summary>
internal static class HeaderText
{
    // RFC 3986 §2.2, §2.3 and the percent sign; all else, quotes and angle brackets with it, is encoded.
    private static readonly SearchValues<char> InReference =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    /// <summary>An address with whatever a field or a <c>Link</c> target must not hold percent-encoded as UTF-8.</summary>
    public static string Reference(string address)
    {
        if (!address.AsSpan().ContainsAnyExcept(InReference))
            return address;

        var text = new StringBuilder(address.Length + 32);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in address.EnumerateRunes())
        {
            if (rune.IsAscii && InReference.Contains((char)rune.Value))
            {
                text.Append((char)rune.Value);
                continue;
            }

            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
                text.Append('%').Append("0123456789ABCDEF"[b >> 4]).Append("0123456789ABCDEF"[b & 15]);
        }

        return text.ToString();
    }
}
