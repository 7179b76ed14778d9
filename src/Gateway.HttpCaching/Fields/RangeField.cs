using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Fields;

/// <summary>One range of a <c>Range</c> field: <c>First-Last</c>, <c>First-</c> or, without <paramref name="First"/>, the last <paramref name="Last"/> bytes.</summary>
/// <param name="First">Position of the first byte; null in a suffix range.</param>
/// <param name="Last">Position of the last byte; null where the range is open; in a suffix range its length.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ByteRangeSpec(long? First, long? Last)
{
    /// <summary>The positions in a whole of so many bytes, both included (RFC 9110 §14.1.2); null where it cannot be satisfied.</summary>
    public (long First, long Last)? In(long length)
    {
        if (length <= 0)
            return null;
        if (First is not { } first)
            return Last > 0 ? (Math.Max(0, length - Last.Value), length - 1) : null;
        return first < length ? (first, Math.Min(Last ?? long.MaxValue, length - 1)) : null;
    }
}

/// <summary><c>Range</c> (RFC 9110 §14.2) in bytes (§14.1.2).</summary>
public sealed record RangeField
{
    /// <summary>The ranges, in the client's order.</summary>
    public ImmutableArray<ByteRangeSpec> Ranges { get; private init; } = [];

    /// <summary>
    /// Reads the field; null where it is missing, comes twice, is of another unit, malformed, or has more than
    /// <paramref name="maximumCount"/> ranges: it is then ignored, and the whole is sent (§14.2).
    /// </summary>
    public static RangeField? Parse(StringValues field, int maximumCount)
    {
        var text = field.Count == 1 ? field[0].AsSpan().Trim(" \t") : default;
        if (!text.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
            return null;

        var ranges = ImmutableArray.CreateBuilder<ByteRangeSpec>(1);
        text = text[6..];
        foreach (var part in text.Split(','))
        {
            var member = text[part].Trim(" \t");
            if (member.IsEmpty)
                continue;
            if (ranges.Count == maximumCount || !TryParse(member, out var spec))
                return null;
            ranges.Add(spec);
        }

        return ranges.Count == 0 ? null : new RangeField { Ranges = ranges.ToImmutable() };
    }

    private static bool TryParse(ReadOnlySpan<char> member, out ByteRangeSpec spec)
    {
        spec = default;
        var dash = member.IndexOf('-');
        if (dash < 0)
            return false;

        var before = member[..dash];
        var after = member[(dash + 1)..];
        long first = 0, last = 0;
        if ((!before.IsEmpty && !TryPosition(before, out first)) || (!after.IsEmpty && !TryPosition(after, out last)) || (before.IsEmpty && after.IsEmpty))
            return false;

        spec = new ByteRangeSpec(before.IsEmpty ? null : first, after.IsEmpty ? null : last);
        return spec.First is null || spec.Last is null || first <= last;
    }

    // Positions past what a number holds lie past every whole, too.
    private static bool TryPosition(ReadOnlySpan<char> text, out long position)
    {
        position = long.MaxValue;
        return !text.ContainsAnyExceptInRange('0', '9') && (text.TrimStart('0').Length > 18 || ContentRange.TryPosition(text, out position));
    }
}
