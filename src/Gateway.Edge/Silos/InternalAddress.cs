using Gateway.Edge.Forwarding;

namespace Gateway.Edge.Silos;

/// <summary>
/// The addresses at which silos answer edges, <c>/internal/…</c>. What opens them no client can send; that they are asked for by no
/// spelling is a second wall before it.
/// </summary>
internal static class InternalAddress
{
    // Who encodes more often gets what is not found anyway.
    private const int Decodings = 4;

    /// <summary>Whether some server might read a request's target, as sent, as such an address.</summary>
    public static bool IsMeant(string? target)
    {
        // Almost all there is, and nothing of it hides anything.
        if (target is null || (target.AsSpan().IndexOfAny('%', '\\') < 0 && !target.Contains("internal", StringComparison.OrdinalIgnoreCase)))
            return false;
        var path = (RequestTarget.PathAndQuery(target) ?? target).Split('?', '#')[0];
        for (var i = 0; i <= Decodings; i++)
        {
            if (LeadsInside(path))
                return true;
            var decoded = Uri.UnescapeDataString(path);
            if (string.Equals(decoded, path, StringComparison.Ordinal))
                return false;
            path = decoded;
        }

        return false;
    }

    private static bool LeadsInside(string path)
    {
        var kept = new List<string>();
        foreach (var part in path.Split('/', '\\'))
        {
            // Parameters of a segment (RFC 3986 §3.3) some servers leave out, and blanks around it.
            var segment = part.Split(';')[0].Trim('\0', '\t', '\r', '\n', ' ');
            if (segment is "..")
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            else if (segment is not ("" or "."))
                kept.Add(segment);
        }

        return kept is [var first, ..] && first.Equals("internal", StringComparison.OrdinalIgnoreCase);
    }
}
