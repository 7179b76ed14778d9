using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Gateway.Syndication.Articles;

/// <summary>Turns the members of one record into an <see cref="Article"/>, or names those that are wrong.</summary>
/// <param name="source">The record, valid JSON.</param>
/// <param name="limits">The bounds; null for a record of our own store, which is not judged again.</param>
/// <param name="isBrief">Whether to leave out title, texts, authors and image.</param>
/// <param name="isBodiless">Whether to judge the body, but leave it out.</param>
internal ref struct RecordParser(ReadOnlySpan<byte> source, ArticleLimits? limits, bool isBrief = false, bool isBodiless = false)
{
    private readonly ReadOnlySpan<byte> source = source;
    private readonly ArticleLimits bounds = limits ?? Unbounded;
    private readonly bool isTrusted = limits is null;

    private static ArticleLimits Unbounded { get; } = new()
    {
        RecordBytes = int.MaxValue, TitleLength = int.MaxValue, SummaryLength = int.MaxValue, AddressLength = int.MaxValue,
        Topics = int.MaxValue, Entities = int.MaxValue, Authors = int.MaxValue, NameLength = int.MaxValue,
    };

    // Who sends what is wrong throughout learns enough from so many.
    private const int MostProblems = 20;

    private List<ArticleProblem>? problems;
    private int failures;

    /// <summary>The first problem found.</summary>
    public readonly ArticleProblem? Problem => problems?[0];

    /// <summary>All problems found, one for each member, 20 at most; in the contract's order of the members.</summary>
    public readonly ImmutableArray<ArticleProblem> Problems => problems is null ? [] : [.. problems];

    /// <summary>Reads the known members.</summary>
    /// <param name="members">The record's.</param>
    /// <param name="addressSlug">The slug in the address, in NFC; null where it has none.</param>
    /// <returns>The article without its <see cref="Article.Record"/>; null where there is a problem.</returns>
    public Article? Read(List<JsonMember> members, string? addressSlug)
    {
        Span<int> known = stackalloc int[RecordMembers.Record.Length];
        known.Fill(-1);
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i] is { Known: >= 0 and var index, Kind: not JsonTokenType.Null })
                known[index] = i;
        }

        if (isBrief)
            known[RecordMembers.Summary] = known[RecordMembers.Alternates] = known[RecordMembers.Authors] = known[RecordMembers.Image] = -1;
        var slug = ReadSlug(At(RecordMembers.Slug, known), addressSlug);
        var article = new Article
        {
            Slug = slug ?? "",
            Title = isBrief ? "" : Required(At(RecordMembers.Title, known), "title", bounds.TitleLength, mayBeBlank: false),
            Summary = Text(At(RecordMembers.Summary, known), "summary", bounds.SummaryLength),
            BodyMarkdown = isBrief ? "" : Body(At(RecordMembers.Body, known)),
            Url = Address(At(RecordMembers.Url, known), "url"),
            CanonicalSource = Address(At(RecordMembers.CanonicalSource, known), "canonical_source"),
            PublishedAt = Instant(At(RecordMembers.PublishedAt, known), "published_at", isRequired: true) ?? default,
            UpdatedAt = Instant(At(RecordMembers.UpdatedAt, known), "updated_at", isRequired: false),
            Language = ReadLanguage(At(RecordMembers.Language, known)),
            Topics = Names(At(RecordMembers.Topics, known), "topics", bounds.Topics),
            Entities = Names(At(RecordMembers.Entities, known), "entities", bounds.Entities),
            Authors = Authors(At(RecordMembers.Authors, known)),
            Image = Address(At(RecordMembers.Image, known), "image"),
            Record = default,
        };
        Alternates(At(RecordMembers.Alternates, known));
        return Problem is null ? article : null;

        JsonMember? At(int member, ReadOnlySpan<int> places) => places[member] < 0 ? null : members[places[member]];
    }

    private void Fail(string member, string detail)
    {
        failures++;
        problems ??= [];
        if (problems.Count < MostProblems && !(problems.Count > 0 && string.Equals(problems[^1].Member, member, StringComparison.Ordinal)))
            problems.Add(new ArticleProblem(member, detail));
    }

    private void Fail(ImmutableArray<ArticleProblem> nested)
    {
        foreach (var problem in nested)
            Fail(problem.Member ?? "", problem.Detail);
    }

    private string? ReadSlug(JsonMember? member, string? addressSlug)
    {
        if (Text(member, "slug", int.MaxValue) is not { } sent)
        {
            if (addressSlug is null)
                Fail("slug", "is missing");

            return addressSlug;
        }

        if (isTrusted)
            return sent;

        var (slug, problem) = Slug.Check(sent);
        if (problem is not null)
            Fail("slug", problem);
        else if (addressSlug is not null && !string.Equals(slug, addressSlug, StringComparison.Ordinal))
            Fail("slug", "is not the slug in the address");

        return slug;
    }

    private string? ReadLanguage(JsonMember? member)
    {
        var tag = Text(member, "lang", int.MaxValue);
        if (tag is not null && !isTrusted && !LanguageTag.IsWellFormed(tag))
            Fail("lang", "is no well-formed language tag (BCP 47), such as en or pt-BR");

        return tag;
    }

    private string Body(JsonMember? member)
    {
        // Any string will do, so that it need not be decoded to be judged.
        return isBodiless && member is { Kind: JsonTokenType.String } ? "" : Required(member, "body_md", int.MaxValue, mayBeBlank: true);
    }

    private string Required(JsonMember? member, string path, int maxLength, bool mayBeBlank)
    {
        if (Text(member, path, maxLength) is not { } text)
        {
            Fail(path, "is missing");
            return "";
        }

        if (!mayBeBlank && !isTrusted && string.IsNullOrWhiteSpace(text))
            Fail(path, "is blank");

        return text;
    }

    private string? Text(JsonMember? member, string path, int maxLength)
    {
        if (member is not { } present)
            return null;

        if (present.Kind != JsonTokenType.String)
        {
            Fail(path, $"is {Describe(present.Kind)}, not a string");
            return null;
        }

        return Bounded(JsonText.GetString(source[present.Value][1..^1]), path, maxLength);
    }

    private string Bounded(string text, string path, int maxLength)
    {
        if (text.Length > maxLength)
            Fail(path, string.Create(CultureInfo.InvariantCulture, $"has {text.Length:N0} characters; at most {maxLength:N0} are allowed"));

        return text;
    }

    private string? Address(JsonMember? member, string path)
    {
        var before = failures;
        return Text(member, path, bounds.AddressLength) is { } text && failures == before ? Address(text, path) : null;
    }

    private string? Address(string text, string path)
    {
        if (isTrusted)
            return HttpAddress.Read(text, out var stored) is null ? stored : null;

        if (HttpAddress.Read(text, out var address) is { } problem)
            Fail(path, problem);
        else if (address?.Length > bounds.AddressLength)
            Fail(path, string.Create(CultureInfo.InvariantCulture, $"has {address.Length:N0} characters once it is percent-encoded (RFC 3987 §3.1); at most {bounds.AddressLength:N0} are allowed"));

        return address;
    }

    private DateTimeOffset? Instant(JsonMember? member, string path, bool isRequired)
    {
        if (Text(member, path, int.MaxValue) is not { } text)
        {
            if (isRequired)
                Fail(path, "is missing");

            return null;
        }

        if (Rfc3339.Read(text, out var instant) is { } problem)
            Fail(path, problem);

        return instant;
    }

    private ImmutableArray<string> Names(JsonMember? member, string path, int maxCount)
    {
        if (!Elements(member, path, out var reader))
            return [];

        var names = ImmutableArray.CreateBuilder<string>();
        var before = failures;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && failures == before)
        {
            if (names.Count == maxCount)
                Fail(path, string.Create(CultureInfo.InvariantCulture, $"has more than {maxCount:N0} elements"));
            else if (reader.TokenType != JsonTokenType.String)
                Fail(Element(path, names.Count), $"is {Describe(reader.TokenType)}, not a string");
            else
                names.Add(Name(JsonText.GetString(reader.ValueSpan), path, names.Count));
        }

        return names.ToImmutable();
    }

    // The path of an element is made only where there is something to say of it.
    private string Name(string name, string path, int index) => name.Length > bounds.NameLength ? Bounded(name, Element(path, index), bounds.NameLength) : name;

    private ImmutableArray<ArticleAuthor> Authors(JsonMember? member)
    {
        if (!Elements(member, "authors", out var reader))
            return [];

        var value = source[member!.Value.Value]; // Elements says that it is there.
        var authors = ImmutableArray.CreateBuilder<ArticleAuthor>();
        var before = failures;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && failures == before)
        {
            var path = Element("authors", authors.Count);
            if (authors.Count == bounds.Authors)
            {
                Fail("authors", string.Create(CultureInfo.InvariantCulture, $"has more than {bounds.Authors:N0} elements"));
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                authors.Add(new ArticleAuthor(AuthorName(JsonText.GetString(reader.ValueSpan), path)));
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                authors.Add(Author(value[start..(int)reader.BytesConsumed], path));
            }
            else
            {
                Fail(path, $"is {Describe(reader.TokenType)}, neither a name nor an object");
            }
        }

        return authors.ToImmutable();
    }

    private ArticleAuthor Author(ReadOnlySpan<byte> json, string path)
    {
        var nested = new RecordParser(json, limits);
        var author = nested.ReadAuthor(path);
        Fail(nested.Problems);
        return author;
    }

    private ArticleAuthor ReadAuthor(string path)
    {
        var members = ReadNested(RecordMembers.AuthorNames);
        var name = Text(members[0], path + ".name", bounds.NameLength);
        if (name is null)
            Fail(path + ".name", "is missing");

        return new ArticleAuthor(AuthorName(name ?? "", path + ".name"), Address(members[1], path + ".url"));
    }

    private string AuthorName(string name, string path)
    {
        if (!isTrusted && string.IsNullOrWhiteSpace(name))
            Fail(path, "is blank");

        return Bounded(name, path, bounds.NameLength);
    }

    private void Alternates(JsonMember? member)
    {
        if (member is not { } present)
            return;

        if (present.Kind != JsonTokenType.StartObject)
        {
            Fail("alternates", $"is {Describe(present.Kind)}, not an object");
            return;
        }

        var nested = new RecordParser(source[present.Value], limits);
        var members = nested.ReadNested(RecordMembers.AlternateNames);
        for (var i = 0; i < members.Length; i++)
            nested.Address(members[i], "alternates." + RecordMembers.AlternateNames[i]);

        Fail(nested.Problems);
    }

    /// <summary>The known members of a nested object; null for those that are missing or null.</summary>
    private readonly JsonMember?[] ReadNested(ImmutableArray<string> names)
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = 1_000 });
        reader.Read();
        var members = new List<JsonMember>();
        JsonMembers.Read(ref reader, source, names, members);

        var known = new JsonMember?[names.Length];
        foreach (var member in members)
        {
            if (member is { Known: >= 0, Kind: not JsonTokenType.Null })
                known[member.Known] = member;
        }

        return known;
    }

    private bool Elements(JsonMember? member, string path, out Utf8JsonReader reader)
    {
        reader = default;
        if (member is not { } present)
            return false;

        if (present.Kind != JsonTokenType.StartArray)
        {
            Fail(path, $"is {Describe(present.Kind)}, not an array");
            return false;
        }

        reader = new Utf8JsonReader(source[present.Value], new JsonReaderOptions { MaxDepth = 1_000 });
        return reader.Read();
    }

    private static string Element(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private static string Describe(JsonTokenType kind) => kind switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        JsonTokenType.StartArray => "an array",
        _ => "an object",
    };
}
