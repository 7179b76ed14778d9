using System.Text;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;
using Gateway.Grains.Index;
using Gateway.Grains.Topics;

namespace Gateway.Grains.Tests.Golden;

/// <summary>
/// Records with something in each member. No text is in one of them twice: what is written once and referred to a second time
/// stands at a number that a further member would move.
/// </summary>
internal static class Records
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset Evening = new(2026, 1, 2, 18, 30, 0, 123, TimeSpan.FromHours(2));

    public static TopicMembership Membership(string name) => new() { Key = "topics/" + name, DisplayName = "Topic " + name };

    public static EntryReference Reference(string name) => new() { Slug = "slug-" + name, Id = "urn:" + name, Published = Noon, Updated = Evening, Revision = 300 };

    public static TopicOperation Operation(TopicOperationKind kind, string name) => new() { Topic = Membership("of-" + name), Kind = kind, Entry = Reference("in-" + name) };

    public static ReadOnlyMemory<byte> Json(string name) => Encoding.UTF8.GetBytes($$"""{"slug":"{{name}}","title":"日本"}""");

    public static ChangePosition Position(string name) => new("silo%3A" + name, 9, 70_000);

    public static ReportedChanges Reported(string name) => new() { Silo = "reporter%3A" + name, Epoch = 11, Changes = [new("article:" + name, 5), new("topic:" + name, 600)] };

    public static ArticleFacts Facts(string name) => new() { Url = "https://a.example/" + name, PublishedAt = Noon, UpdatedAt = Evening, Memberships = [Membership("wanted-" + name)] };

    public static ArticleChange Put(string name) => new()
    {
        Slug = "put-" + name,
        Kind = ChangeKind.Put,
        Record = Json(name),
        Publisher = "publisher-" + name,
        IsOperator = true,
        IfMatch = ["1-0-" + name, "2-0-" + name],
        IfNoneMatchAny = true,
        ReceivedAt = Evening,
        Facts = Facts(name),
    };

    public static ArticleChange Retract(string name) =>
        new() { Slug = "retract-" + name, Kind = ChangeKind.Retract, IfMatch = ["*" + name], Publisher = "retractor-" + name, ReceivedAt = Noon };

    public static ChangeOutcome Outcome(string name) => new()
    {
        Slug = "outcome-" + name,
        Status = 409,
        Revision = 4_000_000_000,
        Version = "7-00000000000000ff" + name,
        Error = "Error of " + name,
        Member = "member-" + name,
        ChangedTopics = ["changed/" + name],
        Reported = [Reported("of-" + name)],
    };

    public static ArticleVerdict Verdict(string name) => new()
    {
        Sequence = 12,
        Outcome = Outcome(name),
        Owed = [Operation(TopicOperationKind.Remove, "owed-" + name)],
        IsReplacing = true,
        Reported = Reported("verdict-" + name),
    };

    public static ArticleHeader Header(string name) => new()
    {
        Slug = "header-" + name,
        IsRetracted = true,
        Revision = 3,
        Version = "3-0123456789abcdef" + name,
        LastModified = Noon,
        Id = "urn:header-" + name,
        Published = Evening,
        Updated = Noon.AddTicks(7),
        Publisher = "owner-" + name,
        Topics = [Membership("header-" + name)],
        Position = Position("header-" + name),
    };

    public static ArticleCard Card(string name) => new()
    {
        Slug = "card-" + name,
        Title = "Title <b> " + name,
        Summary = "Summary " + name,
        Url = "https://a.example/card/" + name,
        CanonicalSource = "https://source.example/" + name,
        Published = Noon,
        Updated = Evening,
        Language = "de-" + name,
        Authors = [new() { Name = "Author " + name, Url = "https://author.example/" + name }],
        Image = "https://image.example/" + name,
    };

    public static TopicHeader Topic(string name) => new()
    {
        Key = "topics/header-" + name,
        DisplayName = "Header " + name,
        Exists = true,
        Revision = 5,
        Version = "5-0123456789abcdef" + name,
        LastModified = Noon,
        Count = 1_000_000,
        Position = Position("topic-" + name),
        Reported = Reported("topic-" + name),
    };

    public static DirectoryEntry Entry(string name) => new() { Name = "name-" + name, DisplayName = "Name " + name, Count = 17, LastModified = Noon };

    public static DirectoryListing Listing(string name) => new()
    {
        Entries = [Entry("first-" + name), Entry("second-" + name)],
        Version = "6-0123456789abcdef" + name,
        LastModified = Evening,
        Next = "next-" + name,
        Position = Position("directory-" + name),
    };

    public static EntryPlace Place(string name) => new(638_000_000_000_000_000, "urn:place-" + name);

    public static TopicEntry Indexed(string name) => new("indexed-" + name, Place(name), 638_000_000_000_000_300, articleRevision: 2, changedIn: 200);

    public static LeafStamp Stamp(long revision) => new(revision, 0xfedcba9876543210, Noon);

    public static PageLink<TKey> Link<TKey>(TKey last, long page) => new() { Page = page, Count = 100, Last = last, Stamp = Stamp(page + 1) };

    public static IndexState<TKey, TEntry> Head<TKey, TEntry>(Func<string, TKey> key, Func<string, TEntry> entry) => new()
    {
        Root = Link(key("root"), 8),
        Height = 2,
        LastPaged = Link(key("last"), 7),
        Tail = [entry("tail-1"), entry("tail-2")],
        TailStamps = [Stamp(20)],
        NextPage = 9,
        Superseded = [3, 4],
    };
}
