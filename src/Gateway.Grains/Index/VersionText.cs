using System.Globalization;

namespace Gateway.Grains.Index;

/// <summary><c>{revision}-{digest}</c>, the digest in lower hex: the core of ETags.</summary>
internal static class VersionText
{
    public static string Of(long revision, ulong digest) => string.Create(CultureInfo.InvariantCulture, $"{revision}-{digest:x16}");

    /// <summary>Reads a version back; null where it is none.</summary>
    public static (long Revision, ulong Digest)? Parse(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            && text.Length == dash + 17
            && ulong.TryParse(text.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var digest)
            ? (revision, digest)
            : null;
    }
}
