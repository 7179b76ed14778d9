using Gateway.HttpCaching.Fields;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Codings;

/// <summary>Chooses a content coding (RFC 9110 §12.5.3).</summary>
public static class AcceptEncoding
{
    // The gateway's order at equal weight: each document is encoded once, so the smallest wins.
    private static readonly ContentCoding[] Preferred = [ContentCoding.Brotli, ContentCoding.Zstandard, ContentCoding.Gzip];

    /// <summary>
    /// The coding with the greatest weight. Without the field, and where it excludes everything, none (the RFC asks that a
    /// server then rather send something than 415 or 406).
    /// </summary>
    public static ContentCoding Choose(StringValues acceptEncoding)
    {
        Span<int> weights = [-1, -1, -1, -1];
        var wildcard = -1;
        foreach (var (name, weight) in Members(acceptEncoding))
        {
            if (name is "*")
                wildcard = weight;
            else if (ContentCodings.Parse(name) is { } coding)
                weights[(int)coding] = Math.Max(weights[(int)coding], weight);
        }

        var (best, bestWeight) = (ContentCoding.Identity, Math.Max(weights[(int)ContentCoding.Identity], 0));
        foreach (var coding in Preferred)
        {
            var weight = weights[(int)coding] >= 0 ? weights[(int)coding] : wildcard;
            if (weight > bestWeight || (weight == bestWeight && weight > 0 && best == ContentCoding.Identity))
                (best, bestWeight) = (coding, weight);
        }

        return best;
    }

    /// <summary>Whether a response in such codings may be sent: each of them is named, or covered by <c>*</c>, and not excluded.</summary>
    /// <param name="acceptEncoding">Of the request.</param>
    /// <param name="contentEncoding">Of the response.</param>
    public static bool Allows(StringValues acceptEncoding, StringValues contentEncoding)
    {
        foreach (var coding in HttpList.Split(contentEncoding))
        {
            if (!coding.Equals("identity", StringComparison.OrdinalIgnoreCase) && Weight(acceptEncoding, coding) <= 0)
                return false;
        }

        return true;
    }

    private static int Weight(StringValues acceptEncoding, string coding)
    {
        var (own, wildcard) = (-1, -1);
        foreach (var (name, weight) in Members(acceptEncoding))
        {
            if (name is "*")
                wildcard = weight;
            else if (name.Equals(coding, StringComparison.OrdinalIgnoreCase) || (ContentCodings.Parse(name) is { } known && known == ContentCodings.Parse(coding)))
                own = Math.Max(own, weight);
        }

        return own >= 0 ? own : wildcard;
    }

    // Those whose weight can be read.
    private static IEnumerable<(string Name, int Weight)> Members(StringValues acceptEncoding)
    {
        foreach (var member in HttpList.Split(acceptEncoding).Take(50))
        {
            var semicolon = member.IndexOf(';', StringComparison.Ordinal);
            if (TryWeight(semicolon < 0 ? "" : member[(semicolon + 1)..], out var weight))
                yield return ((semicolon < 0 ? member : member[..semicolon]).Trim(), weight);
        }
    }

    private static bool TryWeight(string parameter, out int weight)
    {
        weight = QualityValue.Full;
        var text = parameter.AsSpan().Trim();
        if (text.IsEmpty)
            return true;

        return text.StartsWith("q=", StringComparison.OrdinalIgnoreCase) && QualityValue.TryParse(text[2..].Trim(), out weight);
    }
}
