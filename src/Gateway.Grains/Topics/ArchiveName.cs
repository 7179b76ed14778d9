using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Gateway.Grains.Index;

namespace Gateway.Grains.Topics;

/// <summary>
/// The name of an archive in its address: <c>{instant of its newest entry}-{that entry's id}-r{revision}-{digest}</c>, in
/// URL-safe characters without dots. It says where to look, so that an old name leads to what is there now; it says which
/// change altered the leaf last, so that what it names never changes.
/// </summary>
internal static class ArchiveName
{
    /// <summary>Longer than any address line that servers take.</summary>
    private const int MaximumLength = 12_000;

    public static string Of(PageLink<EntryPlace> leaf)
    {
        var stamp = leaf.Stamp ?? throw new InvalidOperationException("An index node is no archive.");
        var id = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(leaf.Last.Id));
        return string.Create(CultureInfo.InvariantCulture, $"{leaf.Last.Published:x}-{id}-r{stamp.Revision}-{(uint)stamp.Digest:x8}");
    }

    /// <summary>The place that a name leads to; null where it is no name.</summary>
    public static EntryPlace? Place(string name)
    {
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        var end = name.LastIndexOf("-r", StringComparison.Ordinal);
        if (name.Length > MaximumLength || dash < 1 || end <= dash
            || !long.TryParse(name.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var instant)
            || instant < 0 || instant > DateTimeOffset.MaxValue.UtcTicks
            || !IsStamp(name.AsSpan(end + 2))
            || !Base64Url.IsValid(name.AsSpan(dash + 1, end - dash - 1)))
            return null;
        return new(instant, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(name.AsSpan(dash + 1, end - dash - 1))));
    }

    private static bool IsStamp(ReadOnlySpan<char> text)
    {
        var dash = text.IndexOf('-');
        return dash > 0
            && long.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && text.Length == dash + 9
            && uint.TryParse(text[(dash + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
    }
}
