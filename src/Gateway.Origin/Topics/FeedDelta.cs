using System.Globalization;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Preconditions;
using Gateway.Origin.Answers;
using Microsoft.Extensions.Primitives;

namespace Gateway.Origin.Topics;

/// <summary>
/// The instance manipulation <c>feed</c> (RFC 3229): to a client that names the version it has, only what is new since.
/// Answers to all vary by <c>A-IM</c>, so that a cache without deltas passes such requests on; by <c>If-None-Match</c> they
/// need not: a full answer is right for every base.
/// </summary>
internal static class FeedDelta
{
    public const string Field = "A-IM";

    /// <summary>Whether the field names <c>feed</c> with a weight over 0 (RFC 3229 §10.5.3).</summary>
    public static bool IsAccepted(StringValues field)
    {
        foreach (var member in HttpList.Split(field))
        {
            var parts = HttpList.Split(member, ';').ToArray();
            if (parts.Length > 0 && parts[0].Equals("feed", StringComparison.OrdinalIgnoreCase))
                return !parts.Skip(1).Any(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase) && QualityValue.TryParse(p.AsSpan(2), out var q) && q == 0);
        }

        return false;
    }

    /// <summary>The latest version among the tags that are of this same document, in any coding; null without one.</summary>
    public static string? Base(EntityTagCondition known, string shape, string current) =>
        known.Tags
            .Select(t => Shape.VersionIn(t.Opaque, shape))
            .Where(v => v is not null && !string.Equals(v, current, StringComparison.Ordinal))
            .MaxBy(v => long.Parse(v.AsSpan(0, v!.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture)); // Not null: see above.

    /// <summary>The client's own tag of the current version of this same document, in any coding; null where it has another.</summary>
    public static string? Current(EntityTagCondition known, string shape, string current) =>
        known.Tags.Where(t => string.Equals(Shape.VersionIn(t.Opaque, shape), current, StringComparison.Ordinal)).Select(t => t.ToString()).FirstOrDefault();

    /// <summary>The client's own tag of that version, for <c>Delta-Base</c> (RFC 3229 §10.5.1).</summary>
    public static string BaseTag(EntityTagCondition known, string shape, string? version) =>
        known.Tags.First(t => string.Equals(Shape.VersionIn(t.Opaque, shape), version, StringComparison.Ordinal)).ToString();
}
