using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Negotiation;

/// <summary>Chooses a representation by <c>Accept</c> (RFC 9110 §12.5.1).</summary>
public static class MediaNegotiation
{
    /// <summary>
    /// The index of the candidate to send. The greatest weight wins; at equal weight a type that the client names wins over
    /// one that a wildcard covers, then the earlier candidate. Without <c>Accept</c>, and where it excludes every candidate,
    /// the first: §12.4.1 lets a server disregard the field rather than answer 406, and something readable serves people better.
    /// </summary>
    /// <param name="accept">The field's lines.</param>
    /// <param name="candidates">
    /// The media types, the server's favourite first; a candidate may go by several names, separated by spaces, its own first.
    /// </param>
    public static int Choose(StringValues accept, params ReadOnlySpan<string> candidates)
    {
        var ranges = MediaRange.Parse(accept);
        if (ranges.IsEmpty)
            return 0;

        var best = (Index: 0, Quality: 0, Specificity: -1);
        for (var i = 0; i < candidates.Length; i++)
        {
            foreach (var name in candidates[i].Split(' '))
            {
                var (quality, specificity) = Judge(ranges, name);
                if (quality > best.Quality || (quality == best.Quality && quality > 0 && specificity > best.Specificity))
                    best = (i, quality, specificity);
            }
        }

        return best.Index;
    }

    // The most specific range that covers a type decides, whatever the weights of the others.
    private static (int Quality, int Specificity) Judge(IReadOnlyList<MediaRange> ranges, string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var (type, subtype) = (name[..slash], name[(slash + 1)..]);
        var (quality, specificity) = (0, -1);
        foreach (var range in ranges)
        {
            if (range.Covers(type, subtype) && range.Specificity > specificity)
                (quality, specificity) = (range.Quality, range.Specificity);
        }

        return (quality, Math.Min(specificity, 2));
    }
}
