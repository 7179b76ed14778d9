using System.Collections.Immutable;
using System.Text;

namespace Gateway.Origin.Addresses;

/// <summary>
/// A request target (RFC 9112 §3.2) taken apart before anything is decoded: <c>%2F</c> is no separator and <c>..</c> leads
/// nowhere. Decoding that cannot be undone is refused, not guessed.
/// </summary>
internal sealed record RequestTarget
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path's segments, decoded; empty for <c>/</c>.</summary>
    public ImmutableArray<string> Segments { get; private init; } = [];

    /// <summary>The path as sent.</summary>
    public string RawPath { get; private init; } = "/";

    /// <summary>With its question mark; empty without one.</summary>
    public string RawQuery { get; private init; } = "";

    /// <summary>Whether the path ended in a slash that is not its first.</summary>
    public bool HasTrailingSlash { get; private init; }

    /// <summary>Whether a segment holds a slash or backslash of its own (<c>%2F</c>, <c>%5C</c>): part of a name such as "AC/DC", never a separator.</summary>
    public bool HasEncodedSlash { get; private init; }

    /// <summary>Why the path cannot be read; null where it can.</summary>
    public string? Problem { get; private init; }

    /// <summary>Takes a target apart.</summary>
    public static RequestTarget Parse(string raw)
    {
        var target = WithoutAuthority(raw);
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? "" : target[question..];
        var parsed = new RequestTarget { RawPath = path, RawQuery = query };
        if (path.Length == 0 || path[0] != '/')
            return parsed with { Problem = "The request target is no path." };
        if (path is "/")
            return parsed;

        var segments = ImmutableArray.CreateBuilder<string>();
        var parts = path[1..].Split('/');
        var trailing = parts.Length > 1 && parts[^1].Length == 0;
        foreach (var part in trailing ? parts[..^1] : parts)
        {
            if (!TryDecode(part, out var segment, out var problem))
                return parsed with { Problem = problem };
            segments.Add(segment);
        }

        return parsed with
        {
            Segments = segments.ToImmutable(),
            HasTrailingSlash = trailing,
            HasEncodedSlash = segments.Any(s => s.AsSpan().ContainsAny('/', '\\')),
        };
    }

    // The absolute form, which proxies send; what stands before the path is no business of ours.
    private static string WithoutAuthority(string raw)
    {
        if (raw.StartsWith('/'))
            return raw;

        var scheme = raw.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return raw;

        var slash = raw.AsSpan(scheme + 3).IndexOfAny('/', '?');
        if (slash < 0)
            return "/";

        var rest = raw[(scheme + 3 + slash)..];
        return rest[0] == '?' ? "/" + rest : rest;
    }

    private static bool TryDecode(string part, out string segment, out string? problem)
    {
        segment = "";
        problem = null;
        if (part.Length == 0)
        {
            problem = "The path has an empty segment.";
            return false;
        }

        var bytes = new byte[Strict.GetMaxByteCount(part.Length)];
        var length = 0;
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] == '%')
            {
                if (i + 2 >= part.Length || !char.IsAsciiHexDigit(part[i + 1]) || !char.IsAsciiHexDigit(part[i + 2]))
                {
                    problem = "The path has a broken percent-encoding.";
                    return false;
                }

                bytes[length++] = Convert.FromHexString(part.AsSpan(i + 1, 2))[0];
                i += 2;
            }
            else if (char.IsAscii(part[i]))
            {
                bytes[length++] = (byte)part[i];
            }
            else
            {
                problem = "The path has a character that must be percent-encoded.";
                return false;
            }
        }

        try
        {
            segment = Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            problem = "The path is not UTF-8.";
            return false;
        }

        if (segment is "." or "..")
            problem = "The path has a dot segment.";
        else if (segment.Any(char.IsControl))
            problem = "The path has an encoded control character.";
        return problem is null;
    }
}
