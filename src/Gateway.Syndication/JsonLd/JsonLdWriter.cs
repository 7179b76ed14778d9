using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.PlainText;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.JsonLd;

/// <summary>A schema.org <c>NewsArticle</c>.</summary>
/// <remarks>Safe inside of an HTML <c>script</c> element: <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c>, U+2028 and U+2029 are escaped.</remarks>
public static class JsonLdWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Writes the document as UTF-8 without BOM.</summary>
    /// <param name="article">The article as sent.</param>
    /// <param name="entry">The same article rendered.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Article article, FeedEntry entry, Publication publication, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(article);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(publication);
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("@context", "https://schema.org");
        json.WriteString("@type", "NewsArticle");
        json.WriteString("@id", entry.Id);
        json.WriteString("url", entry.Url);
        json.WriteString("headline", entry.Title);
        json.WriteString("description", entry.Summary);
        json.WriteString("datePublished", Rfc3339.Write(entry.Published));
        json.WriteString("dateModified", Rfc3339.Write(entry.Updated));
        json.WriteString("inLanguage", entry.Language);
        WriteAuthors(json, article, entry);
        WritePublisher(json, publication);
        json.WriteStartObject("mainEntityOfPage");
        json.WriteString("@type", "WebPage");
        json.WriteString("@id", entry.Url);
        json.WriteEndObject();
        if (entry.CanonicalSource is not null && !string.Equals(entry.CanonicalSource, entry.Url, StringComparison.Ordinal))
            json.WriteString("isBasedOn", entry.CanonicalSource);

        if (entry.Image is not null)
            json.WriteString("image", entry.Image);

        WriteNames(json, article);
        json.WriteString("articleBody", TextLayout.Of(entry.ContentHtml));
        json.WriteEndObject();
    }

    private static void WriteAuthors(Utf8JsonWriter json, Article article, FeedEntry entry)
    {
        // Where the article names nobody, the publication answers for it.
        var type = article.Authors.IsEmpty ? "Organization" : "Person";
        json.WriteStartArray("author");
        foreach (var author in entry.Authors)
        {
            json.WriteStartObject();
            json.WriteString("@type", type);
            json.WriteString("name", author.Name);
            if (author.Url is not null)
                json.WriteString("url", author.Url);

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePublisher(Utf8JsonWriter json, Publication publication)
    {
        json.WriteStartObject("publisher");
        json.WriteString("@type", "Organization");
        json.WriteString("name", XmlText.OneLine(publication.Title));
        json.WriteString("url", publication.PublicUrl.AbsoluteUri);
        if (publication.Icon is not null)
        {
            json.WriteStartObject("logo");
            json.WriteString("@type", "ImageObject");
            json.WriteString("url", publication.Icon.AbsoluteUri);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, Article article)
    {
        if (Lines(article.Topics) is { IsEmpty: false } topics)
        {
            json.WriteStartArray("keywords");
            foreach (var topic in topics)
                json.WriteStringValue(topic);

            json.WriteEndArray();
        }

        if (Lines(article.Entities) is { IsEmpty: false } entities)
        {
            json.WriteStartArray("mentions");
            foreach (var entity in entities)
            {
                json.WriteStartObject();
                json.WriteString("@type", "Thing");
                json.WriteString("name", entity);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static ImmutableArray<string> Lines(ImmutableArray<string> names) =>
        [.. names.Select(XmlText.OneLine).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
}
