namespace Gateway.HttpCaching.Keys;

/// <summary>RFC 3986 §5.2.4, for references only: what clients ask for keeps its dots.</summary>
internal static class DotSegments
{
    /// <summary>A path, and perhaps a query that stays as it is, without <c>.</c> and <c>..</c>.</summary>
    public static string Remove(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        if (!path.Contains("/.", StringComparison.Ordinal))
            return target.ToString();

        var kept = new List<string>();
        var last = "";
        foreach (var range in path[1..].Split('/'))
        {
            last = path[1..][range].ToString();
            if (last is "..")
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            else if (last is not ".")
                kept.Add(last);
        }

        var joined = "/" + string.Join('/', kept) + (last is "." or ".." && kept.Count > 0 ? "/" : "");
        return query < 0 ? joined : string.Concat(joined, target[query..]);
    }
}
