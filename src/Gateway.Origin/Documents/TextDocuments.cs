using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Directory;
using Gateway.Syndication;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Documents;

/// <summary><c>/robots.txt</c> (RFC 9309), <c>/llms.txt</c> and <c>/openapi.json</c>.</summary>
internal static class TextDocuments
{
    public static ReadOnlyMemory<byte> Robots(Publication publication) => Encoding.UTF8.GetBytes(
        $"""
        User-agent: *
        Allow: /
        Disallow: /api/

        Sitemap: {publication.Address("sitemap.xml")}
        Sitemap: {publication.Address("sitemap-news.xml")}

        """);

    /// <summary>What a language model is best told: what there is, and where the plain forms are.</summary>
    public static ReadOnlyMemory<byte> Llms(Publication publication, ImmutableArray<ArticleCard> latest, ImmutableArray<DirectoryEntry> topics)
    {
        var text = new StringBuilder();
        text.Append("# ").AppendLine(OneLine(publication.Title)).AppendLine();
        text.Append("> ").AppendLine(OneLine(publication.Description)).AppendLine();
        text.AppendLine("Every article is at /news/{slug} as HTML; append .md for Markdown, .txt for plain text, .jsonld for schema.org, .json for the record.");
        text.AppendLine("Every topic has feeds: append .rss, .atom or .json to its address. Feeds link to archives of all older articles (RFC 5005).").AppendLine();
        text.AppendLine("## Feeds").AppendLine();
        Link("Latest articles", publication.Address("latest.json"));
        Link("All topics (OPML)", publication.Address("topics.opml"));
        Link("Sitemap", publication.Address("sitemap.xml"));
        Link("API description (OpenAPI)", publication.Address("openapi.json"));
        if (!topics.IsDefaultOrEmpty)
        {
            text.AppendLine().AppendLine("## Topics").AppendLine();
            foreach (var topic in topics)
            {
                if (TopicKey.Parse($"topics/{topic.Name}") is { } key)
                    Link(topic.DisplayName, publication.Address(key.Path) + ".json");
            }
        }

        if (!latest.IsDefaultOrEmpty)
        {
            text.AppendLine().AppendLine("## Latest articles").AppendLine();
            foreach (var card in latest)
                Link(card.Title, publication.ArticleAddress(card.Slug) + ".md");
        }

        return Encoding.UTF8.GetBytes(text.Replace("\r\n", "\n").ToString());

        void Link(string name, string address) => text.Append("- [").Append(OneLine(name)).Append("](").Append(address).AppendLine(")");
    }

    /// <summary>The description with this publication's address in it.</summary>
    public static ReadOnlyMemory<byte> OpenApi(Publication publication)
    {
        using var stream = typeof(TextDocuments).Assembly.GetManifestResourceStream("Gateway.Origin.Documents.openapi.json")
            ?? throw new InvalidOperationException("The API description is not embedded.");
        var document = JsonNode.Parse(stream) ?? throw new InvalidOperationException("The API description is empty.");
        document["servers"] = new JsonArray(new JsonObject { ["url"] = publication.Address("").TrimEnd('/') });
        var info = document["info"] ?? throw new InvalidOperationException("The API description has no info.");
        info["title"] = publication.Title;
        return Encoding.UTF8.GetBytes(document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    // Titles are publishers' text: no line of theirs begins a line here, and no bracket closes the link's name.
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
            line.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c is '[' ? '(' : c is ']' ? ')' : c);
        return line.ToString();
    }
}
