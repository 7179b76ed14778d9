using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;
using Gateway.Grains.Addresses;
using Gateway.Grains.Articles;
using Gateway.Grains.Directory;
using Gateway.Grains.Index;
using Gateway.Grains.Intake;
using Gateway.Grains.Silos;
using Gateway.Grains.Topics;
using Orleans.Serialization.Invocation;
using static Gateway.Grains.Tests.Golden.Records;

namespace Gateway.Grains.Tests.Golden;

/// <summary>Everything that is stored, and everything that silos send each other.</summary>
internal static class Samples
{
    private static readonly IReadOnlyList<IInvokable> Calls =
    [
        .. Names.Assemblies.SelectMany(a => a.GetTypes())
            .Where(t => typeof(IInvokable).IsAssignableFrom(t) && t is { IsAbstract: false, ContainsGenericParameters: false })
            .Select(t => (IInvokable)Activator.CreateInstance(t, nonPublic: true)!), // Of a class there is an instance.
    ];

    public static IReadOnlyList<Sample> Stored { get; } =
    [
        new Sample<AddressState>("Stored/address", new() { Slug = "a" }),
        new Sample<ArticleState>("Stored/article", Article()),
        new Sample<ArticleState>("Stored/article-retracted", Article() with { RetractedAt = Evening, Record = Json("retracted") }),
        new Sample<DirectoryState>("Stored/directory", new()
        {
            Revision = 40,
            Digest = 41,
            LastModified = Noon,
            Index = Head(k => "key-" + k, Entry),
            Largest = [Entry("largest")],
        }),
        new Sample<IndexPage<string, DirectoryEntry>>("Stored/directory-leaf", new() { Entries = [Entry("leaf")], Children = [Link("key-none", 1)] }),
        new Sample<IndexPage<string, DirectoryEntry>>("Stored/directory-node", new() { Entries = [Entry("none")], Children = [Link("key-1", 1), Link("key-2", 2)] }),
        new Sample<JournalState>("Stored/journal", new()
        {
            LastSequence = 9,
            Entries = [new(8, Put("journal")), new(9, Retract("journal"))],
            Unsettled = [new(7, "unsettled")],
        }),
        new Sample<IntakeSettingsState>("Stored/settings", new() { Partitions = 8 }),
        new Sample<TopicState>("Stored/topic", new()
        {
            DisplayName = "The topic",
            Revision = 50,
            Digest = 51,
            LastModified = Noon,
            Index = Head(Place, Indexed),
            Tombstones = [new("urn:gone", Noon, 3, 49)],
            Removals = [new(0xfedcba9876543210, 4, 1_700_000_000)],
            Versions = [new(49, 48, 1_700_000_001), new(50, 51, 1_700_000_002)],
            ChangedPaged = [new(Place("changed"), 50)],
            IsListed = true,
        }),
        new Sample<IndexPage<EntryPlace, TopicEntry>>("Stored/topic-leaf", new() { Entries = [Indexed("leaf-1"), Indexed("leaf-2")], Children = [Link(Place("none"), 1)] }),
        new Sample<IndexPage<EntryPlace, TopicEntry>>("Stored/topic-node", new() { Entries = [Indexed("none")], Children = [Link(Place("node-1"), 1), Link(Place("node-2"), 2)] }),
    ];

    public static IReadOnlyList<Sample> Sent { get; } =
    [
        Call<IArticleGrain>(nameof(IArticleGrain.Apply), 7L, Put("call")),
        Result<IArticleGrain, ArticleVerdict>(nameof(IArticleGrain.Apply), Verdict("applied")),
        Call<IArticleGrain>(nameof(IArticleGrain.Resume), 8L),
        Result<IArticleGrain, ArticleVerdict>(nameof(IArticleGrain.Resume), Verdict("resumed") with { Owed = [Operation(TopicOperationKind.Put, "one"), Operation(TopicOperationKind.Retract, "two")] }),
        Call<IArticleGrain>(nameof(IArticleGrain.Settle), 9L),
        Call<IArticleGrain>(nameof(IArticleGrain.Describe)),
        Result<IArticleGrain, ArticleHeader?>(nameof(IArticleGrain.Describe), Header("described")),
        Call<IArticleGrain>(nameof(IArticleGrain.ReadRevision), 10L),
        Result<IArticleGrain, ArticleContent?>(nameof(IArticleGrain.ReadRevision), new()
        {
            Slug = "content",
            Revision = 11,
            Id = "urn:content",
            Published = Noon,
            Updated = Evening,
            Record = Json("read"),
        }),
        Call<IArticleGrain>(nameof(IArticleGrain.Absent)),
        Result<IArticleGrain, ChangePosition?>(nameof(IArticleGrain.Absent), Position("absent")),
        Call<IArticleGrain>(nameof(IArticleGrain.Represent), ArticleFormat.JsonLd),
        Result<IArticleGrain, ArticleRepresentation?>(nameof(IArticleGrain.Represent), new() { Header = Header("shown"), Card = Card("shown"), Body = Json("shown") }),

        Call<ITopicGrain>(nameof(ITopicGrain.Apply), ImmutableArray.Create(Operation(TopicOperationKind.Remove, "first"), Operation(TopicOperationKind.Put, "second"))),
        Result<ITopicGrain, TopicHeader>(nameof(ITopicGrain.Apply), Topic("applied")),
        Call<ITopicGrain>(nameof(ITopicGrain.Describe)),
        Result<ITopicGrain, TopicHeader>(nameof(ITopicGrain.Describe), Topic("described")),
        Call<ITopicGrain>(nameof(ITopicGrain.Feed), new FeedQuery { Format = FeedFormat.Json, Limit = 200, SummaryOnly = true, Archive = "100-r7", Since = "6-00000000000000ff" }),
        Result<ITopicGrain, FeedAnswer>(nameof(ITopicGrain.Feed), new()
        {
            Status = FeedStatus.Moved,
            Header = Topic("fed"),
            Body = [Json("piece-1"), Json("piece-2")],
            Archive = "100-r8",
            Version = "8-00000000000000ff",
            LastModified = Evening,
        }),
        Call<ITopicGrain>(nameof(ITopicGrain.List), new ListingQuery { Limit = 20, Archive = "100-r9" }),
        Result<ITopicGrain, TopicListing>(nameof(ITopicGrain.List), new()
        {
            Status = FeedStatus.NotFound,
            Header = Topic("listed"),
            Entries = [Card("listed")],
            Archive = "100-r10",
            Older = "100-r11",
            Newer = "100-r12",
            Version = "10-00000000000000ff",
        }),
        Call<ITopicGrain>(nameof(ITopicGrain.References), 100L, 50_000),
        Result<ITopicGrain, ImmutableArray<EntryReference>>(nameof(ITopicGrain.References), [Reference("one"), Reference("two")]),

        Call<IDirectoryGrain>(nameof(IDirectoryGrain.Report), ImmutableArray.Create(Entry("reported"))),
        Call<IDirectoryGrain>(nameof(IDirectoryGrain.List), "after", 10_000),
        Result<IDirectoryGrain, DirectoryListing>(nameof(IDirectoryGrain.List), Listing("listed")),
        Call<IDirectoryGrain>(nameof(IDirectoryGrain.Largest), 200),
        Result<IDirectoryGrain, DirectoryListing>(nameof(IDirectoryGrain.Largest), Listing("largest")),

        Call<IIntakeGrain>(nameof(IIntakeGrain.Submit), ImmutableArray.Create(Put("submitted"), Retract("submitted"))),
        Result<IIntakeGrain, ImmutableArray<ChangeOutcome>>(nameof(IIntakeGrain.Submit), [Outcome("one"), Outcome("two")]),
        Call<IIntakeGrain>(nameof(IIntakeGrain.Resume)),
        Call<IOwnerExtension>(nameof(IOwnerExtension.Settle)),
        Call<IIntakeInspection>(nameof(IIntakeInspection.Quiesce)),
        Result<IIntakeInspection, bool>(nameof(IIntakeInspection.Quiesce), true),
        Call<IIntakeSettingsGrain>(nameof(IIntakeSettingsGrain.Pin), 8),
        Result<IIntakeSettingsGrain, int>(nameof(IIntakeSettingsGrain.Pin), 8),

        new Sample<object>("Sent/placement.owner", OwnerPlacement.Singleton),
    ];

    public static IReadOnlyList<Sample> All { get; } = [.. Stored, .. Sent];

    public static Sample Named(string name) => All.Single(s => s.Name == name);

    /// <summary>The name of the files of a call, or of what it gives.</summary>
    public static string NameOf(Type grain, string method, bool isCall) => $"Sent/{grain.Name}.{method}.{(isCall ? "call" : "result")}";

    private static ArticleState Article() => new()
    {
        Sequence = 7,
        Revision = 2,
        Digest = 0xfedcba9876543210,
        Publisher = "alice",
        Id = "urn:a",
        Published = Noon,
        Updated = Evening,
        LastModified = Noon.AddHours(2),
        Memberships = [Membership("one"), Membership("two")],
        Record = Json("article"),
        Previous = new() { Revision = 1, Updated = Noon, Record = Json("previous") },
        Owed = [Operation(TopicOperationKind.Put, "put"), Operation(TopicOperationKind.Remove, "remove"), Operation(TopicOperationKind.Retract, "retract")],
        Outcome = Outcome("article"),
    };

    // As it is sent: the method by its name, the arguments in it.
    private static Sample<object> Call<TGrain>(string method, params object?[] arguments)
    {
        var call = (IInvokable)Activator.CreateInstance(Calls.Single(c => c.GetInterfaceType() == typeof(TGrain) && c.GetMethodName() == method).GetType(), nonPublic: true)!; // Of a class there is an instance.
        for (var i = 0; i < arguments.Length; i++)
            call.SetArgument(i, arguments[i]!); // One that is null is taken for that.
        return new(NameOf(typeof(TGrain), method, isCall: true), call);
    }

    private static Sample<T> Result<TGrain, T>(string method, T value) => new(NameOf(typeof(TGrain), method, isCall: false), value);
}
