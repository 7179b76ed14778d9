using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.EndToEnd.Tests.Feeds;

/// <summary>
/// Which article belongs into which feed, worked out from the records and the contract alone, with none of the gateway's
/// own code.
/// </summary>
internal sealed class ExpectedFeeds
{
    private readonly Dictionary<string, List<(string Id, DateTimeOffset Published)>> feeds = new(StringComparer.Ordinal);

    /// <summary>The paths of all feeds, not percent-encoded.</summary>
    public IEnumerable<string> Paths => feeds.Keys;

    public void Add(ReadOnlyMemory<byte> record)
    {
        using var document = JsonDocument.Parse(record);
        var article = document.RootElement;
        var entry = (article.GetProperty("url").GetString()!, Parse(article.GetProperty("published_at").GetString()!));
        foreach (var path in Memberships(article).ToHashSet(StringComparer.Ordinal))
        {
            if (!feeds.TryGetValue(path, out var entries))
                feeds[path] = entries = [];
            entries.Add(entry);
        }
    }

    /// <summary>The ids of a feed with their instants, to the second, in its order: newest first, then by id.</summary>
    public IEnumerable<(string Id, DateTimeOffset Published)> Entries(string path) =>
        feeds[path].OrderByDescending(e => e.Published).ThenBy(e => e.Id, StringComparer.Ordinal).Select(e => (e.Id, e.Published.AddTicks(-(e.Published.Ticks % TimeSpan.TicksPerSecond))));

    private static IEnumerable<string> Memberships(JsonElement article)
    {
        yield return "latest";
        yield return "sources/" + new Uri(article.GetProperty("canonical_source").GetString()!).IdnHost.ToLowerInvariant();
        yield return "languages/" + Normalise(article.GetProperty("lang").GetString()!);
        foreach (var (member, kind) in new[] { ("topics", "topics"), ("entities", "entities") })
        {
            foreach (var name in article.GetProperty(member).EnumerateArray().Select(n => Normalise(n.GetString()!)).Where(n => n.Length > 0))
                yield return $"{kind}/{name}";
        }
    }

    private static string Normalise(string name)
    {
        var normal = new StringBuilder();
        foreach (var rune in name.Replace("#", "-sharp", StringComparison.Ordinal).Replace("+", "-plus", StringComparison.Ordinal).ToLowerInvariant().Normalize().EnumerateRunes())
        {
            var kept = Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
            if (kept)
                normal.Append(rune);
            else if (normal.Length > 0 && normal[^1] != '-')
                normal.Append('-');
        }

        return normal.ToString().Trim('-');
    }

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
