using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.HttpCaching.Fields;

/// <summary><c>Content-Range</c> in bytes (RFC 9110 §14.4).</summary>
/// <param name="First">Position of the first byte.</param>
/// <param name="Last">Position of the last byte, itself included.</param>
/// <param name="CompleteLength">Bytes of the whole; null where it is not known.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ContentRange(long First, long Last, long? CompleteLength)
{
    /// <summary>Bytes in the range.</summary>
    public long Length => Last - First + 1;

    /// <summary>As a field's value.</summary>
    public override string ToString() => CompleteLength is { } complete
        ? string.Create(CultureInfo.InvariantCulture, $"bytes {First}-{Last}/{complete}")
        : string.Create(CultureInfo.InvariantCulture, $"bytes {First}-{Last}/*");

    /// <summary>The value that goes with 416: <c>bytes */length</c>.</summary>
    public static string Unsatisfied(long completeLength) => string.Create(CultureInfo.InvariantCulture, $"bytes */{completeLength}");

    /// <summary>Reads a satisfied range in bytes; false for anything else, and for one that ends before it begins or past the whole.</summary>
    public static bool TryParse(string? text, out ContentRange range)
    {
        range = default;
        var rest = text.AsSpan().Trim(" \t");
        if (!rest.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase))
            return false;

        rest = rest[6..];
        var (dash, slash) = (rest.IndexOf('-'), rest.IndexOf('/'));
        if (dash < 0 || slash < dash || !TryPosition(rest[..dash], out var first) || !TryPosition(rest[(dash + 1)..slash], out var last))
            return false;

        long? complete = null;
        if (rest[(slash + 1)..] is not "*")
        {
            if (!TryPosition(rest[(slash + 1)..], out var length))
                return false;
            complete = length;
        }

        range = new ContentRange(first, last, complete);
        return last >= first && !(complete <= last);
    }

    internal static bool TryPosition(ReadOnlySpan<char> text, out long position) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out position);
}
