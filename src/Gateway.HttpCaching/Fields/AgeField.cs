using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Fields;

/// <summary><c>Age</c> (RFC 9111 §5.1).</summary>
public static class AgeField
{
    /// <summary>
    /// Seconds, at most <see cref="DeltaSeconds.Maximum"/>. Of several values the first counts; where that is no number, and
    /// where there is none, 0 (§5.1: an invalid value is ignored).
    /// </summary>
    public static long Parse(StringValues field) => field.Count > 0 && TryParse(field[0], out var seconds) ? seconds : 0;

    /// <summary>Reads the first value of one line, at most <see cref="DeltaSeconds.Maximum"/>. False where that is no number.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, out long seconds)
    {
        var comma = line.IndexOf(',');
        return DeltaSeconds.TryParse((comma < 0 ? line : line[..comma]).Trim(" \t"), out seconds);
    }
}
