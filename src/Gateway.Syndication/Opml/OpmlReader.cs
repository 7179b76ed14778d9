using System.Collections.Immutable;
using Gateway.Syndication.Text;
using Gateway.Syndication.Upstream.Decoding;
using Gateway.Syndication.Upstream.Markup;

namespace Gateway.Syndication.Opml;

/// <summary>A feed in somebody's list of subscriptions.</summary>
/// <param name="Address">Of the feed, as written.</param>
/// <param name="Title">Plain text; null for none.</param>
/// <param name="Groups">The outlines that it stands in, the outermost first, and its categories.</param>
public sealed record OpmlSubscription(string Address, string? Title, ImmutableArray<string> Groups);

/// <summary>OPML 1.0 and 2.0, as feed readers write it; well-formed or not.</summary>
public static class OpmlReader
{
    private const int MostFeeds = 100_000;
    private const int MostGroups = 20;
    private const int LongestName = 200;

    /// <summary>The feeds of a list, each address once, in their order; null where the document is no OPML. Never throws on any bytes.</summary>
    public static ImmutableArray<OpmlSubscription>? Read(ReadOnlySpan<byte> document)
    {
        var reader = new MarkupReader(DocumentDecoder.Decode(document, charset: null));
        var found = ImmutableArray.CreateBuilder<OpmlSubscription>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<(int Depth, string? Name)>();
        var isOpml = false;
        while (reader.Read())
        {
            if (reader.Kind == MarkupKind.End)
            {
                while (open.TryPeek(out var last) && reader.Depth < last.Depth)
                    open.Pop();
            }

            if (reader.Kind != MarkupKind.Start)
                continue;
            isOpml |= string.Equals(reader.Name.Local, "opml", StringComparison.OrdinalIgnoreCase);
            if (!string.Equals(reader.Name.Local, "outline", StringComparison.OrdinalIgnoreCase))
                continue;
            // OPML 2.0, "Text attribute": "title" is older, and what some write alone.
            var name = Line(reader.Attribute("text")) ?? Line(reader.Attribute("title"));
            if (reader.Attribute("xmlUrl")?.Trim() is { Length: > 0 } address && found.Count < MostFeeds && known.Add(address))
                found.Add(new OpmlSubscription(address, name, [.. open.Reverse().Select(o => o.Name).OfType<string>().Concat(Categories(reader.Attribute("category"))).Distinct(StringComparer.Ordinal).Take(MostGroups)]));
            open.Push((reader.Depth, name));
        }

        return isOpml ? found.ToImmutable() : null;
    }

    // "category": a comma list of paths, each from "/" on.
    private static IEnumerable<string> Categories(string? text) =>
        (text ?? "").Split(',').Select(c => Line(c.Trim().Trim('/').Split('/')[^1])).OfType<string>();

    private static string? Line(string? text) => XmlText.OneLine(text ?? "").Trim() is { Length: > 0 } line ? line[..Math.Min(line.Length, LongestName)] : null;
}
