using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Gateway.Syndication.Articles;

/// <summary>
/// The inside of JSON strings (RFC 8259 §7), to and from UTF-8. The platform's readers throw on an escaped lone surrogate;
/// here it becomes U+FFFD, so that no later encoder ever meets one.
/// </summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> NeedsEscape =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    /// <summary>The text of a string whose JSON is known to be valid.</summary>
    /// <param name="raw">What stands between the quotes.</param>
    public static string GetString(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(raw);

        var scratch = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            return Encoding.UTF8.GetString(scratch.AsSpan(0, Unescape(raw, scratch)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Writes the canonical escapes of a string, without quotes; never longer than <paramref name="raw"/>.</summary>
    /// <returns>The bytes written.</returns>
    public static int Canonicalize(ReadOnlySpan<byte> raw, Span<byte> target)
    {
        if (IsCanonical(raw))
        {
            raw.CopyTo(target);
            return raw.Length;
        }

        var scratch = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            return Escape(scratch.AsSpan(0, Unescape(raw, scratch)), target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Escapes UTF-8 text: what JSON demands and nothing else. Needs up to six times the room.</summary>
    /// <returns>The bytes written.</returns>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var plain = text.IndexOfAny(NeedsEscape);
            if (plain < 0)
            {
                text.CopyTo(target[written..]);
                return written + text.Length;
            }

            text[..plain].CopyTo(target[written..]);
            written += plain;
            target[written++] = (byte)'\\';
            if (ShortEscape(text[plain]) is not 0 and var letter)
            {
                target[written++] = letter;
            }
            else
            {
                "u00"u8.CopyTo(target[written..]);
                _ = Utf8Formatter.TryFormat(text[plain], target[(written + 3)..], out _, new StandardFormat('x', 2));
                written += 5;
            }

            text = text[(plain + 1)..];
        }
    }

    /// <summary>Whether each escape is the one that <see cref="Escape"/> would write (save that long escapes are never taken for it).</summary>
    private static bool IsCanonical(ReadOnlySpan<byte> raw)
    {
        for (var at = raw.IndexOf((byte)'\\'); at >= 0; at = raw.IndexOf((byte)'\\'))
        {
            if (raw[at + 1] is (byte)'u' or (byte)'/')
                return false;

            raw = raw[(at + 2)..];
        }

        return true;
    }

    private static byte ShortEscape(byte value) => value switch
    {
        (byte)'"' or (byte)'\\' => value,
        (byte)'\b' => (byte)'b',
        (byte)'\t' => (byte)'t',
        (byte)'\n' => (byte)'n',
        (byte)'\f' => (byte)'f',
        (byte)'\r' => (byte)'r',
        _ => 0,
    };

    private static int Unescape(ReadOnlySpan<byte> raw, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0)
            {
                raw.CopyTo(target[written..]);
                return written + raw.Length;
            }

            raw[..plain].CopyTo(target[written..]);
            written += plain;
            raw = raw[plain..];
            if (raw[1] == (byte)'u')
            {
                written += UnescapeCodeUnits(ref raw, target[written..]);
                continue;
            }

            target[written++] = raw[1] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'t' => (byte)'\t',
                (byte)'n' => (byte)'\n',
                (byte)'f' => (byte)'\f',
                (byte)'r' => (byte)'\r',
                var same => same,
            };
            raw = raw[2..];
        }
    }

    private static int UnescapeCodeUnits(ref ReadOnlySpan<byte> raw, Span<byte> target)
    {
        var first = CodeUnit(raw);
        raw = raw[6..];
        if (char.IsHighSurrogate(first) && raw.Length >= 6 && raw[0] == (byte)'\\' && raw[1] == (byte)'u' && CodeUnit(raw) is var second && char.IsLowSurrogate(second))
        {
            raw = raw[6..];
            return new Rune(first, second).EncodeToUtf8(target);
        }

        return (Rune.TryCreate(first, out var rune) ? rune : Rune.ReplacementChar).EncodeToUtf8(target);
    }

    private static char CodeUnit(ReadOnlySpan<byte> escape) =>
        Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out _, 'x') ? (char)unit : '\uFFFD';
}
