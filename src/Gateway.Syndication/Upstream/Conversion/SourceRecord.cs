using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Html;
using Gateway.Syndication.PlainText;
using Gateway.Syndication.Text;
using Gateway.Syndication.Topics;

namespace Gateway.Syndication.Upstream.Conversion;

/// <summary>How the items of a source become articles.</summary>
public sealed record SourceRules
{
    /// <summary>The source's id, which the slugs of its articles begin with.</summary>
    public required string Id { get; init; }

    /// <summary>Topics of each article, before those that the item names.</summary>
    public ImmutableArray<string> Topics { get; init; } = [];

    /// <summary>BCP 47, of items whose feed names none; null for the publication's.</summary>
    public string? Language { get; init; }

    /// <summary>Whether articles have all that the feed has, or what introduces it and a link.</summary>
    public bool IsFull { get; init; } = true;
}

/// <summary>The record of an article that an item of somebody else's feed becomes.</summary>
public static class SourceRecord
{
    private const int SlugWords = 80;
    private const int LongestTitle = 300;
    private const int LongestTeaser = 600;

    // Of a text of which only the beginning is shown.
    private const int LongestLook = 20_000;

    // A record is JSON, in which a character may take six bytes.
    private const int LongestBody = 300_000;

    /// <summary>The slug of an item that is new.</summary>
    /// <param name="rules">Of its source.</param>
    /// <param name="item">The item.</param>
    /// <param name="key">See <see cref="ItemIdentity.Key"/>: two items of one title have two.</param>
    public static string Slug(SourceRules rules, UpstreamItem item, ulong key)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(item);
        var words = TopicName.Normalize(item.Title ?? "") ?? "";
        if (words.Length > SlugWords)
            words = words[..(words.LastIndexOf('-', SlugWords) is > 0 and var end ? end : char.IsHighSurrogate(words[SlugWords - 1]) ? SlugWords - 1 : SlugWords)];
        return string.Create(CultureInfo.InvariantCulture, $"{rules.Id}-{(words.Length > 0 ? words + "-" : "")}{(uint)(key ^ (key >> 32)):x8}");
    }

    /// <summary>The record, as JSON in UTF-8, in which nothing is longer than <see cref="ArticleLimits"/> allow by default.</summary>
    /// <param name="rules">Of its source.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="item">The item.</param>
    /// <param name="slug">The article's.</param>
    /// <param name="seen">When it was first seen, which it counts as published at where it says nothing.</param>
    /// <returns>The record; null where the item has nothing to be read.</returns>
    public static byte[]? Of(SourceRules rules, UpstreamFeed feed, UpstreamItem item, string slug, DateTimeOffset seen)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(item);
        var baseUrl = (item.Base?.AbsoluteUri ?? item.Link ?? feed.HomePage) is { Length: > 0 } start ? start : "about:blank";
        var html = item.Content ?? item.Summary ?? "";
        var teaser = Line(item.Summary, baseUrl);
        var body = rules.IsFull ? Bounded(MarkdownFromHtml.Convert(html, baseUrl)) : "";
        if (body.Length == 0)
            body = Introduction(teaser.Length > 0 ? teaser : Line(html, baseUrl), item);
        var title = Line(item.Title) is { Length: > 0 } given ? TextCut.At(given, LongestTitle) : TextCut.At(teaser.Length > 0 ? teaser : Line(html, baseUrl), 100);
        if (body.Length == 0 || title.Length == 0)
            return null;

        var published = Sensible(item.Published) ?? Sensible(item.Updated) ?? seen;
        var buffer = new ArrayBufferWriter<byte>(body.Length + 1_024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("slug", slug);
            json.WriteString("title", title);
            if (item.Content is not null && teaser.Length > 0)
                json.WriteString("summary", TextCut.At(teaser, LongestTeaser));
            json.WriteString("body_md", body);
            Address(json, "canonical_source", item.Link);
            json.WriteString("published_at", Rfc3339.Write(published));
            if (Sensible(item.Updated) is { } updated && updated > published)
                json.WriteString("updated_at", Rfc3339.Write(updated));
            if ((Language(item.Language) ?? Language(feed.Language) ?? rules.Language) is { } language)
                json.WriteString("lang", language);
            Names(json, "topics", rules.Topics.Concat(item.Categories).Where(t => TopicName.Normalize(t) is not null).DistinctBy(TopicName.Normalize, StringComparer.Ordinal), 100);
            Authors(json, item.Authors.IsEmpty ? feed.Authors : item.Authors);
            Address(json, "image", item.Image);
            Enclosures(json, item.Enclosures);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // What a record may say (its years), and no second in which nobody published anything.
    private static DateTimeOffset? Sensible(DateTimeOffset? instant) => instant is { UtcDateTime.Year: >= 1970 and <= 9998 } && instant != DateTimeOffset.UnixEpoch ? instant : null;

    // Cut between two blocks, as it would be read otherwise with half of a link.
    private static string Bounded(string markdown)
    {
        if (markdown.Length <= LongestBody)
            return markdown;
        var end = markdown.LastIndexOf("\n\n", LongestBody, StringComparison.Ordinal);
        return end > 0 ? markdown[..end] + "\n\n\u2026" : TextCut.At(markdown, LongestBody);
    }

    private static string Introduction(string teaser, UpstreamItem item)
    {
        var text = TextCut.At(teaser, LongestTeaser);
        var line = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
            MarkdownEscapes.Append(line, text, i);
        if (item.Link is { } link && Uri.TryCreate(link, UriKind.Absolute, out var address))
            line.Append(line.Length > 0 ? "\n\n" : "").Append('[').Append(address.IdnHost).Append("](<").Append(address.AbsoluteUri).Append(">)");
        return line.ToString();
    }

    private static void Address(Utf8JsonWriter json, string name, string? address)
    {
        if (address is { Length: <= 2_048 } && HttpAddress.Read(address, out var valid) is null && valid is { Length: <= 2_048 })
            json.WriteString(name, valid);
    }

    private static void Names(Utf8JsonWriter json, string member, IEnumerable<string> names, int most)
    {
        json.WriteStartArray(member);
        foreach (var name in names.Select(n => Line(n)).Where(n => n.Length is > 0 and <= 200).Take(most))
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void Authors(Utf8JsonWriter json, ImmutableArray<UpstreamPerson> authors)
    {
        json.WriteStartArray("authors");
        foreach (var author in authors.Where(a => Line(a.Name).Length > 0).Take(100))
        {
            json.WriteStartObject();
            json.WriteString("name", TextCut.At(Line(author.Name), 200));
            Address(json, "url", author.Address);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // No member that the contract names: it is kept and given back.
    private static void Enclosures(Utf8JsonWriter json, ImmutableArray<UpstreamEnclosure> enclosures)
    {
        if (enclosures.IsEmpty)
            return;
        json.WriteStartArray("enclosures");
        foreach (var enclosure in enclosures)
        {
            json.WriteStartObject();
            json.WriteString("url", XmlText.Clean(enclosure.Address));
            if (enclosure.MediaType is { } type)
                json.WriteString("type", XmlText.Clean(type));
            if (enclosure.Length is { } length)
                json.WriteNumber("length", length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Feeds write en_US, too.
    private static string? Language(string? tag) => tag?.Trim().Replace('_', '-') is { } text && LanguageTag.IsWellFormed(text) ? text : null;

    private static string Line(string? html, string baseUrl) => html is null ? "" : Line(Words(HtmlPolicy.Apply(HtmlBalancer.Balance(XmlText.Clean(html.Length <= LongestLook ? html : html[..LongestLook])), baseUrl)));

    private static string Line(string? text) => XmlText.OneLine(text ?? "").Trim();

    private static string Words(IElement body)
    {
        var text = new StringBuilder();
        Collect(body, text);
        return text.ToString();
    }

    private static void Collect(INode node, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText data)
                text.Append(data.Data);
            else if (child is IElement element)
            {
                var isApart = element.LocalName is "br" || BlockMarkdown.IsBlock(element.LocalName);
                text.Append(isApart ? " " : "");
                Collect(element, text);
                text.Append(isApart ? " " : "");
            }
        }
    }
}
