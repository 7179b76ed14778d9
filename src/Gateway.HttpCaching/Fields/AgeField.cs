using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Fields;

/// <summary><c>Age</c> (RFC 9111 §5.1).</summary>
public static class AgeField
{
    /// <summary>
    /// Seconds, at most <see cref="DeltaSeconds.Maximum"/>. Of several values the first counts; where that is no number, and
    /// where there is none, 0 (§5.1: an invalid value is ignored).
    /// </summary>
    public static long Parse(StringValues field)
    {
        if (field.Count == 0)
            return 0;

        var line = field[0].AsSpan();
        var comma = line.IndexOf(',');
        return DeltaSeconds.TryParse((comma < 0 ? line : line[..comma]).Trim(" \t"), out var seconds) ? seconds : 0;
    }
}
