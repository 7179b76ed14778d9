using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Gateway.Syndication.Html;
using Gateway.Syndication.PlainText;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Articles;

/// <summary>Writes the public record (<c>.json</c>): what was sent, with the defaults filled in.</summary>
/// <remarks>
/// Members stand in the order of the contract, unknown ones last. What was sent is given back digit for digit, save
/// <c>updated_at</c> where the gateway knows of a later change.
/// </remarks>
public static class ArticleJson
{
    /// <summary>Writes UTF-8 without BOM.</summary>
    /// <param name="article">The article.</param>
    /// <param name="updated">The instant shown as <c>updated_at</c> where it is later than the record's own.</param>
    /// <param name="publication">For the defaults.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Article article, DateTimeOffset updated, Publication publication, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(article);
        ArgumentNullException.ThrowIfNull(publication);
        ArgumentNullException.ThrowIfNull(output);
        var source = article.Record.Span;
        var members = JsonMembers.Read(source, RecordMembers.Record);
        var url = ArticleHtml.BaseOf(article, publication);
        var separator = "{"u8;
        for (var known = 0; known < RecordMembers.Record.Length; known++)
        {
            var sent = Find(members, known);
            if (known == RecordMembers.UpdatedAt && updated > (article.UpdatedAt ?? article.PublishedAt))
            {
                Name(known, separator, output);
                String(Rfc3339.Write(updated), output);
            }
            else if (known == RecordMembers.Alternates)
            {
                Name(known, separator, output);
                Alternates(sent is { } alternates ? source[alternates.Value] : "{}"u8, url, article, publication, output);
            }
            else if (sent is { } member)
            {
                Name(known, separator, output);
                output.Write(source[member.Value]);
            }
            else if (known == RecordMembers.UpdatedAt && Find(members, RecordMembers.PublishedAt) is { } published)
            {
                Name(known, separator, output);
                output.Write(source[published.Value]);
            }
            else if (Default(known, article, url, publication) is { } text)
            {
                Name(known, separator, output);
                String(text, output);
            }
            else
            {
                continue;
            }

            separator = ","u8;
        }

        Unknown(members, source, separator, output);
        output.Write("}"u8);
    }

    /// <summary>The addresses of an article's alternates: those that the record names, else from its own address.</summary>
    /// <param name="url">The article's address. Where an ending cannot be appended to it, the gateway's own takes its place.</param>
    /// <param name="article">The article.</param>
    /// <param name="publication">The publication.</param>
    private static ImmutableArray<string> DefaultAlternates(string url, Article article, Publication publication)
    {
        var stem = url.EndsWith('/') || url.AsSpan().ContainsAny('?', '#') || new Uri(url).AbsolutePath is "/"
            ? publication.ArticleAddress(article.Slug)
            : url;
        return [url, stem + ".md", stem + ".txt", stem + ".jsonld"];
    }

    private static string? Default(int member, Article article, string url, Publication publication) => member switch
    {
        RecordMembers.Url => url,
        RecordMembers.Summary => Summary.FromBody(article.BodyMarkdown, url),
        RecordMembers.Language => publication.Language,
        _ => null,
    };

    private static void Alternates(ReadOnlySpan<byte> sent, string url, Article article, Publication publication, IBufferWriter<byte> output)
    {
        var members = JsonMembers.Read(sent, RecordMembers.AlternateNames);
        var defaults = DefaultAlternates(url, article, publication);
        var separator = "{"u8;
        for (var known = 0; known < defaults.Length; known++)
        {
            output.Write(separator);
            output.Write("\""u8);
            output.Write(Encoding.UTF8.GetBytes(RecordMembers.AlternateNames[known]));
            output.Write("\":"u8);
            if (Find(members, known) is { } member)
                output.Write(sent[member.Value]);
            else
                String(defaults[known], output);

            separator = ","u8;
        }

        Unknown(members, sent, separator, output);
        output.Write("}"u8);
    }

    private static void Unknown(List<JsonMember> members, ReadOnlySpan<byte> source, ReadOnlySpan<byte> separator, IBufferWriter<byte> output)
    {
        foreach (var member in members)
        {
            if (member.Known >= 0)
                continue;

            output.Write(separator);
            output.Write("\""u8);
            output.Write(source[member.Name]);
            output.Write("\":"u8);
            output.Write(source[member.Value]);
            separator = ","u8;
        }
    }

    private static JsonMember? Find(List<JsonMember> members, int known)
    {
        foreach (var member in members)
        {
            if (member.Known == known)
                return member;
        }

        return null;
    }

    private static void Name(int known, ReadOnlySpan<byte> separator, IBufferWriter<byte> output)
    {
        output.Write(separator);
        output.Write("\""u8);
        output.Write(Encoding.UTF8.GetBytes(RecordMembers.Record[known]));
        output.Write("\":"u8);
    }

    private static void String(string text, IBufferWriter<byte> output)
    {
        var utf8 = Encoding.UTF8.GetBytes(XmlText.Clean(text));
        output.Write("\""u8);
        var target = output.GetSpan(Math.Max(1, utf8.Length * 6));
        output.Advance(JsonText.Escape(utf8, target));
        output.Write("\""u8);
    }
}
