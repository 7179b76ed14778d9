using System.Text.Json;
using Gateway.Syndication.Upstream.Markup;

namespace Gateway.Syndication.Upstream;

/// <summary>JSON Feed 1.0 and 1.1. A member of another type than it should be counts as left out.</summary>
internal sealed class JsonFeedReader(Uri address, UpstreamLimits limits)
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    /// <summary>Reads a document; null where it is no feed.</summary>
    public static UpstreamFeed? Read(ReadOnlyMemory<char> text, Uri address, UpstreamLimits limits)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return new JsonFeedReader(address, limits).Feed(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON; or a string in it is no text (a lone surrogate).
            return null;
        }
    }

    private UpstreamFeed? Feed(JsonElement feed)
    {
        if (Member(feed, "items") is not { ValueKind: JsonValueKind.Array } items)
            return null;
        var read = new List<UpstreamItem>();
        var (authors, language) = (Authors(feed), Line(feed, "language"));
        foreach (var item in items.EnumerateArray())
        {
            if (read.Count < limits.Items && item.ValueKind == JsonValueKind.Object && Item(item, authors, language) is { } found)
                read.Add(found);
        }

        return new UpstreamFeed
        {
            Format = UpstreamFormat.Json,
            Title = Line(feed, "title"),
            Description = Line(feed, "description"),
            HomePage = Address(feed, "home_page_url"),
            Self = Address(feed, "feed_url"),
            Language = language,
            Image = Address(feed, "icon") ?? Address(feed, "favicon"),
            Authors = [.. authors],
            Items = [.. read],
        };
    }

    private UpstreamItem? Item(JsonElement item, List<UpstreamPerson> feedAuthors, string? feedLanguage)
    {
        var content = Text(item, "content_html") ?? Paragraphs(Text(item, "content_text"));
        var summary = Paragraphs(Text(item, "summary"));
        var (title, link, published) = (Line(item, "title"), Address(item, "url") ?? Address(item, "external_url"), UpstreamDate.Parse(Line(item, "date_published")));
        var updated = UpstreamDate.Parse(Line(item, "date_modified"));
        var (authors, enclosures) = (Authors(item), Enclosures(item));
        if (content is null && summary is null && title is null && link is null && enclosures.Count == 0)
            return null;
        return new UpstreamItem
        {
            Id = Line(item, "id"),
            Link = link,
            Title = title,
            Content = content ?? summary,
            Summary = content is null ? null : summary,
            Base = address,
            Published = published ?? updated,
            Updated = updated ?? published,
            Language = Line(item, "language") ?? feedLanguage,
            Image = Address(item, "image") ?? Address(item, "banner_image"),
            Authors = [.. authors.Count > 0 ? authors : feedAuthors],
            Categories = [.. Each(item, "tags").Select(t => Line(t)).OfType<string>().Distinct(StringComparer.Ordinal).Take(limits.Parts)],
            Enclosures = [.. enclosures],
        };
    }

    // 1.1 has "authors"; 1.0 had "author".
    private List<UpstreamPerson> Authors(JsonElement of) =>
        [.. Each(of, "authors").Concat(Member(of, "author") is { } one ? [one] : Array.Empty<JsonElement>())
            .Select(a => (Name: Line(a, "name"), Address: Address(a, "url")))
            .Select(a => (a.Name ?? a.Address) is { } name ? new UpstreamPerson(name, a.Address) : null).OfType<UpstreamPerson>().Distinct().Take(limits.Parts)];

    private List<UpstreamEnclosure> Enclosures(JsonElement item) =>
        [.. Each(item, "attachments")
            .Select(a => Address(a, "url") is { } url ? new UpstreamEnclosure(url, Line(a, "mime_type"), Length(a)) : null).OfType<UpstreamEnclosure>().Distinct().Take(limits.Parts)];

    private static long? Length(JsonElement attachment) =>
        Member(attachment, "size_in_bytes") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt64(out var bytes) && bytes > 0 ? bytes : null;

    private static IEnumerable<JsonElement> Each(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    private static JsonElement? Member(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : null;

    private string? Text(JsonElement of, string name)
    {
        if (Member(of, name) is not { ValueKind: JsonValueKind.String } member || member.GetString() is not { } text || string.IsNullOrWhiteSpace(text))
            return null;
        text = Syndication.Text.XmlText.Clean(text);
        return text.Length <= limits.Content ? text : text[..(char.IsHighSurrogate(text[limits.Content - 1]) ? limits.Content - 1 : limits.Content)];
    }

    private string? Line(JsonElement of, string name) => Member(of, name) is { } member ? Line(member) : null;

    // An id may be a number (JSON Feed 1.1: "must be coerced").
    private string? Line(JsonElement value) => value.ValueKind switch
    {
        // Plain text, says the standard; what is escaped as if for HTML was never meant as it stands.
        JsonValueKind.String when value.GetString() is { } text => PlainTitle.OfText(CharacterReferences.Decode(text), limits.Text),
        JsonValueKind.Number => PlainTitle.OfText(value.GetRawText(), limits.Text),
        _ => null,
    };

    private string? Address(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } member ? UpstreamAddress.Of(member.GetString(), address, limits.Text) : null;

    private static string? Paragraphs(string? text) => text is null ? null : HtmlText.Paragraphs(text);
}
