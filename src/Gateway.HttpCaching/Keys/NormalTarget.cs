using System.Globalization;
using System.Text;

namespace Gateway.HttpCaching.Keys;

/// <summary>
/// The spelling of a target that RFC 3986 §6.2.2 prefers. For what a change reaches: what is kept is told apart by its own spelling.
/// </summary>
internal static class NormalTarget
{
    /// <summary>A path, and perhaps a query: unreserved characters as they are, escapes in capitals, the path without dot segments.</summary>
    public static string Of(string target) => DotSegments.Remove(target.Contains('%', StringComparison.Ordinal) ? Unescape(target) : target);

    private static string Unescape(string target)
    {
        var text = new StringBuilder(target.Length);
        for (var i = 0; i < target.Length; i++)
        {
            if (target[i] != '%' || i + 2 >= target.Length || !byte.TryParse(target.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                text.Append(target[i]);
                continue;
            }

            i += 2;
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
                text.Append((char)value);
            else
                text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return text.ToString();
    }
}
