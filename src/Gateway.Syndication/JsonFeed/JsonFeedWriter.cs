using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.JsonFeed;

/// <summary>
/// JSON Feed 1.1. <c>next_url</c> is the previous archive, so that paging clients walk what RFC 5005 lets the others walk;
/// the extension <c>_history</c> says the rest of it: <c>updated</c>, <c>archive</c>, <c>current</c>, <c>prev_archive</c>.
/// </summary>
public static class JsonFeedWriter
{
    /// <summary>The version's address, as the specification writes it.</summary>
    public const string Version = "https://jsonfeed.org/version/1.1";

    // Never embedded in HTML, so only JSON's own escapes: scripts other than Latin stay readable and short.
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the document as UTF-8 without BOM.</summary>
    public static void Write(FeedDocument feed, IBufferWriter<byte> output)
    {
        var shown = ShownFeed.Of(feed);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("version"u8, Version);
        json.WriteString("title"u8, shown.Title);
        json.WriteString("home_page_url"u8, shown.PageUrl);
        json.WriteString("feed_url"u8, shown.SelfUrl);
        json.WriteString("description"u8, shown.Description);
        Optional(json, "next_url"u8, shown.PrevArchiveUrl);
        Optional(json, "icon"u8, shown.Icon);
        Authors(json, [new ArticleAuthor(shown.Author)]);
        Optional(json, "language"u8, Tag(feed.Language));
        History(json, shown);
        json.WriteStartArray("items"u8);
        foreach (var entry in shown.Entries)
            Item(json, entry, output as DocumentBuffer);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Item(Utf8JsonWriter json, ShownEntry entry, DocumentBuffer? document)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, entry.Id);
        json.WriteString("url"u8, entry.Url);
        Optional(json, "external_url"u8, entry.CanonicalSource);
        json.WriteString("title"u8, entry.Title);
        json.WriteString("summary"u8, entry.Summary);
        // One of both contents must be there ("Items"): a feed of summaries has nothing else to give.
        if (entry.Content is not null)
        {
            json.WritePropertyName("content_html"u8);
            Content(json, entry.Content.Json, document);
        }
        else
        {
            json.WriteString("content_text"u8, entry.Summary);
        }

        Optional(json, "image"u8, entry.Image);
        json.WriteString("date_published"u8, FeedInstant.Rfc3339(entry.Published));
        json.WriteString("date_modified"u8, FeedInstant.Rfc3339(entry.Updated));
        Authors(json, entry.Authors);
        if (!entry.Categories.IsEmpty)
        {
            json.WriteStartArray("tags"u8);
            foreach (var category in entry.Categories)
                json.WriteStringValue(category);
            json.WriteEndArray();
        }

        Optional(json, "language"u8, Tag(entry.LanguageTag));
        json.WriteEndObject();
    }

    private static void Content(Utf8JsonWriter json, ReadOnlyMemory<byte> content, DocumentBuffer? document)
    {
        if (document is null || !DocumentBuffer.IsWorthSharing(content.Length))
        {
            json.WriteRawValue(content.Span, skipInputValidation: true);
            return;
        }

        // To the writer the opening quote is the value; the rest goes past it.
        json.WriteRawValue("\""u8, skipInputValidation: true);
        json.Flush();
        document.Share(content[1..]);
    }

    private static void Authors(Utf8JsonWriter json, ImmutableArray<ArticleAuthor> authors)
    {
        json.WriteStartArray("authors"u8);
        foreach (var author in authors)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, author.Name);
            Optional(json, "url"u8, author.Url);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void History(Utf8JsonWriter json, ShownFeed feed)
    {
        json.WriteStartObject("_history"u8);
        json.WriteString("about"u8, "https://www.rfc-editor.org/rfc/rfc5005");
        json.WriteString("updated"u8, FeedInstant.Rfc3339(feed.Updated));
        json.WriteBoolean("archive"u8, feed.IsArchive);
        Optional(json, "current"u8, feed.CurrentUrl);
        Optional(json, "prev_archive"u8, feed.PrevArchiveUrl);
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static string? Tag(string language) => FeedText.Line(language) is { Length: > 0 } tag ? tag : null;
}
