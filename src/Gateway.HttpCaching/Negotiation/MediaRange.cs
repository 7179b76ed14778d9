using System.Collections.Immutable;
using Gateway.HttpCaching.Fields;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Negotiation;

/// <summary>A member of <c>Accept</c> (RFC 9110 §12.5.1).</summary>
/// <param name="Type">Lower case, or <c>*</c>.</param>
/// <param name="Subtype">Lower case, or <c>*</c>.</param>
/// <param name="HasParameters">Whether it names parameters other than its weight.</param>
/// <param name="Quality">The weight, 0 to 1,000.</param>
public readonly record struct MediaRange(string Type, string Subtype, bool HasParameters, int Quality)
{
    /// <summary>How exactly it names a type: 0 for <c>*/*</c>, 1 for <c>text/*</c>, 2 for a type, 3 with parameters.</summary>
    public int Specificity => Type is "*" ? 0 : Subtype is "*" ? 1 : HasParameters ? 3 : 2;

    /// <summary>Reads all well-formed members; what is malformed is left out.</summary>
    public static ImmutableArray<MediaRange> Parse(StringValues accept)
    {
        var ranges = ImmutableArray.CreateBuilder<MediaRange>();
        foreach (var member in HttpList.Split(accept).Take(100))
        {
            if (TryRead(member, out var range))
                ranges.Add(range);
        }

        return ranges.ToImmutable();
    }

    /// <summary>
    /// Whether it covers a type. Parameters (<c>profile=…</c>) do not count: the gateway's types have none, and a client that
    /// adds one means the type all the same. A charset other than UTF-8 is never covered.
    /// </summary>
    public bool Covers(string type, string subtype) =>
        (Type is "*" || string.Equals(Type, type, StringComparison.Ordinal)) && (Subtype is "*" || string.Equals(Subtype, subtype, StringComparison.Ordinal));

    private static bool TryRead(string member, out MediaRange range)
    {
        range = default;
        var parts = HttpList.Split(member, ';').ToArray();
        var slash = parts.Length == 0 ? -1 : parts[0].IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return false;

        var type = parts[0][..slash].Trim().ToLowerInvariant();
        var subtype = parts[0][(slash + 1)..].Trim().ToLowerInvariant();
        if (!HttpList.IsToken(type) || !HttpList.IsToken(subtype) || (type is "*" && subtype is not "*"))
            return false;

        var quality = QualityValue.Full;
        var parameters = false;
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals].Trim();
            var value = equals < 0 ? "" : part[(equals + 1)..].Trim().Trim('"');
            if (name.Equals("q", StringComparison.OrdinalIgnoreCase))
            {
                if (!QualityValue.TryParse(value, out quality))
                    return false;
                break; // What follows the weight are extensions, long obsolete.
            }

            if (!name.Equals("charset", StringComparison.OrdinalIgnoreCase))
                parameters = true;
            else if (!value.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                return false;
        }

        range = new MediaRange(type, subtype, parameters, quality);
        return true;
    }
}
