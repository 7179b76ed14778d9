using System.Globalization;

namespace Gateway.Edge.Caching.Changes;

/// <summary>A place in a silo's log of changes: <c>{silo}:{epoch}:{sequence}</c>; parameters behind it (<c>;…</c>) are a later silo's, and passed over.</summary>
internal sealed record SourcePosition(string Source, long Epoch, long Sequence)
{
    /// <summary>Reads one; null where it is none.</summary>
    public static SourcePosition? Parse(string text)
    {
        var end = text.IndexOf(';', StringComparison.Ordinal);
        if (end >= 0)
            text = text[..end];
        var last = text.LastIndexOf(':');
        var middle = last > 0 ? text.LastIndexOf(':', last - 1) : -1;
        return middle > 0
            && long.TryParse(text.AsSpan(middle + 1, last - middle - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && long.TryParse(text.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new SourcePosition(text[..middle], epoch, sequence)
            : null;
    }

    /// <summary>Whether what was built here shows a change there.</summary>
    public bool Includes(SourcePosition change) => IsSameLog(change) && Sequence >= change.Sequence;

    /// <summary>Whether both count the same changes.</summary>
    public bool IsSameLog(SourcePosition other) => Epoch == other.Epoch && string.Equals(Source, other.Source, StringComparison.Ordinal);
}
