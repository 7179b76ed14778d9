using System.Text.Json;
using Gateway.Syndication.Articles;

namespace Gateway.Origin.Publishing.Bulk;

/// <summary>From a line of a stream to a change, or to why there is none.</summary>
internal static class RecordLine
{
    private const int TooLarge = 413;
    private const int Bad = 400;
    private const int Conflict = 409;

    public static PendingRecord Read(Line line, Publisher publisher, ArticleLimits limits, OwnAddresses own, Puts puts, DateTimeOffset received)
    {
        if (line.IsTooLong)
            return PendingRecord.Refused(ChangeAnswer.Refused(null, TooLarge, $"The record is larger than {limits.RecordBytes} bytes."), 64);

        var read = ArticleReader.ReadToPass(line.Bytes, limits);
        if (read.Article is not { } article)
        {
            var problem = read.Problem ?? new ArticleProblem(null, "The record is not valid.");
            var status = problem.IsTooLarge ? TooLarge : Bad;
            var text = read.Problems.Length < 2 ? problem.Text : string.Join("; ", read.Problems.Select(p => p.Text));
            return PendingRecord.Refused(ChangeAnswer.Refused(SlugOf(line.Bytes.Span), status, text, problem.Member), 512);
        }

        if (own.Misused(article) is { } member)
            return PendingRecord.Refused(ChangeAnswer.Refused(article.Slug, Conflict, OwnAddresses.Detail(member), member), 512);

        return new PendingRecord(puts.Of(article, publisher, received), article.Record.Length + 512);
    }

    /// <summary>The slug that a refused record names, so that its publisher knows which one it is; null where none can be read.</summary>
    internal static string? SlugOf(ReadOnlySpan<byte> json)
    {
        try
        {
            if (json.StartsWith("\uFEFF"u8))
                json = json[3..];
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isSlug = reader.ValueTextEquals("slug"u8);
                if (!reader.Read())
                    return null;
                if (isSlug)
                    return reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: <= 200 } slug ? slug : null;
                reader.Skip();
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Broken before its slug, or a slug that is no Unicode.
            return null;
        }
    }
}
