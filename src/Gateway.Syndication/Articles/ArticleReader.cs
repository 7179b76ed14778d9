using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Syndication.Articles;

/// <summary>Reads an article record from JSON, as lenient and as strict as the contract says.</summary>
/// <remarks>
/// Strict: UTF-8, one JSON object and nothing after it, no member twice in any object of it,
/// the types, lengths and counts of the contract. Lenient: one BOM, unknown members, <c>null</c> for an optional member
/// (which then counts as left out). An escaped lone surrogate is read as U+FFFD.
/// </remarks>
public static class ArticleReader
{
    private const int ShownLength = 60;
    private const string StandsTwice = "stands there twice";

    /// <summary>Reads a record from a publisher. Never throws on bad input.</summary>
    /// <param name="utf8Json">The record, UTF-8 (a BOM is accepted).</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="slug">The slug in the address, which the record's must equal (and may leave out); null where the address has none.</param>
    public static ArticleReadResult Read(ReadOnlyMemory<byte> utf8Json, ArticleLimits limits, string? slug = null) => Read(utf8Json, limits, slug, isBodiless: false);

    /// <summary>
    /// As <see cref="Read(ReadOnlyMemory{byte}, ArticleLimits, string)"/>, but <see cref="Article.BodyMarkdown"/> stays empty: it is most of a record, and
    /// who passes the record on need not decode it.
    /// </summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, ArticleLimits, string)"/>
    public static ArticleReadResult ReadToPass(ReadOnlyMemory<byte> utf8Json, ArticleLimits limits, string? slug = null) => Read(utf8Json, limits, slug, isBodiless: true);

    private static ArticleReadResult Read(ReadOnlyMemory<byte> utf8Json, ArticleLimits limits, string? slug, bool isBodiless)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (utf8Json.Length > limits.RecordBytes)
            return Refuse(null, string.Create(CultureInfo.InvariantCulture, $"The record has {utf8Json.Length:N0} bytes; at most {limits.RecordBytes:N0} are allowed."), isTooLarge: true);

        var source = utf8Json.Span;
        if (source.StartsWith("\uFEFF"u8))
            source = source[3..];

        if (EncodingProblem(source) is { } encoding)
            return Refuse(null, encoding);

        if (slug is not null)
        {
            var (normal, problem) = Slug.Check(slug);
            if (problem is not null)
                return Refuse("slug", "in the address " + problem);

            slug = normal;
        }

        var members = new List<JsonMember>(16);
        if (ReadMembers(source, limits.Depth, members) is { } broken)
            return new ArticleReadResult(null, broken);
        if (NestedMembers.FindTwice(source, members) is { } twice)
            return Refuse(twice, StandsTwice);

        var parser = new RecordParser(source, limits, isBodiless: isBodiless);
        return parser.Read(members, slug) is { } article
            ? new ArticleReadResult(article with { Record = CanonicalRecord.Write(source, members, article.Slug) }, null)
            : new ArticleReadResult(null, parser.Problem) { Problems = parser.Problems };
    }

    /// <summary>Reads <see cref="Article.Record"/> back: what was accepted once is not judged again.</summary>
    /// <exception cref="InvalidDataException">The bytes are no record at all.</exception>
    public static Article ReadStored(ReadOnlyMemory<byte> record)
    {
        var members = new List<JsonMember>(16);
        return ReadMembers(record.Span, 1_000, members) is { } problem
            ? throw Unreadable(problem)
            : ReadStored(record, members, isBrief: false);
    }

    /// <summary>
    /// Reads of a stored record what decides where it goes: addresses, dates, language, topics and entities. Title, text,
    /// authors and image stay empty: they are most of a record, and nobody who publishes it has to look at them again.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are no record in canonical form.</exception>
    public static Article ReadStoredFacts(ReadOnlyMemory<byte> record)
    {
        var members = new List<JsonMember>(16);
        try
        {
            JsonMembers.ReadCanonical(record.Span, RecordMembers.Record, members);
        }
        catch (JsonException)
        {
            throw Unreadable(new ArticleProblem(null, "It is no JSON in canonical form."));
        }

        return ReadStored(record, members, isBrief: true);
    }

    private static Article ReadStored(ReadOnlyMemory<byte> record, List<JsonMember> members, bool isBrief)
    {
        var parser = new RecordParser(record.Span, null, isBrief);
        return parser.Read(members, null) is { } article ? article with { Record = record } : throw Unreadable(parser.Problem);
    }

    private static InvalidDataException Unreadable(ArticleProblem? problem) => new($"A stored record cannot be read: {problem?.Member} {problem?.Detail}");

    /// <summary>A name that came from outside, short enough for a message.</summary>
    internal static string Shorten(string name) => name.Length <= ShownLength ? name : name[..ShownLength] + "…";

    private static ArticleReadResult Refuse(string? member, string detail, bool isTooLarge = false) => new(null, new ArticleProblem(member, detail, isTooLarge));

    private static string? EncodingProblem(ReadOnlySpan<byte> source)
    {
        if (source.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || source.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || source[..Math.Min(4, source.Length)].Contains((byte)0))
            return "The record is not UTF-8; it looks like UTF-16 or UTF-32.";

        return Utf8.IsValid(source) ? null : "The record is not valid UTF-8.";
    }

    private static ArticleProblem? ReadMembers(ReadOnlySpan<byte> source, int maxDepth, List<JsonMember> members)
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return new ArticleProblem(null, "The record is no JSON object.");

            var twice = JsonMembers.Read(ref reader, source, RecordMembers.Record, members);
            reader.Read(); // Throws where something follows the object.
            return twice is null ? null : new ArticleProblem(Shorten(twice), StandsTwice);
        }
        catch (JsonException error)
        {
            if (IsTooDeep(source, maxDepth))
                return new ArticleProblem(null, string.Create(CultureInfo.InvariantCulture, $"The record is nested deeper than {maxDepth} levels."));

            var line = (error.LineNumber ?? 0) + 1;
            var column = (error.BytePositionInLine ?? 0) + 1;
            return new ArticleProblem(null, IsCutOff(source, maxDepth)
                ? "The record ends before its JSON does."
                : string.Create(CultureInfo.InvariantCulture, $"The record is no valid JSON (line {line}, byte {column})."));
        }
    }

    // The reader's exception does not tell this from other mistakes.
    private static bool IsTooDeep(ReadOnlySpan<byte> source, int maxDepth)
    {
        var reader = new Utf8JsonReader(source, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = maxDepth + 1 }));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= maxDepth)
                    return true;
            }
        }
        catch (JsonException)
        {
            // Some other mistake comes first.
        }

        return false;
    }

    private static bool IsCutOff(ReadOnlySpan<byte> source, int maxDepth)
    {
        var reader = new Utf8JsonReader(source, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = maxDepth }));
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
