using System.Reflection;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;
using Gateway.Grains.Addresses;
using Gateway.Grains.Articles;
using Gateway.Grains.Intake;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Gateway.Grains.Tests.Hosting;

/// <summary>
/// What is stored today is read for ever. These bytes were written by the first version; a test that fails here means
/// that a stored form changed in a way that loses what gateways have on disk. Never edit an entry, add another.
/// </summary>
public sealed class StoredFormTests
{
    private static readonly Serializer Serializer = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(typeof(ArticleState).Assembly).AddAssembly(typeof(ArticleChange).Assembly))
        .BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<string, string> Golden { get; } = new()
    {
        { "address", "MAFskpDkKWdhdGV3YXkuQWRkcmVzc1N0YXRl6EADYeA=" },
        { "article", "MAGgBe2rKWdhdGV3YXkuQXJ0aWNsZVN0YXRl6AAdAQmBEDJUdpi63P5BC2FsaWNlQQt1cm46YSGAAKCWdPZJ3giBAAAAAAAAAADgIYAACFvW/kneCIEAAAAAAAAAAOAhgABwHzgHSt4IgQAAAAAAAAAA4MEBISAAAyHoQB10b3BpY3MvYy1zaGFycEEFQyPg4OBBGXsic2x1ZyI6ImEifSHoAAUhgACglnT2Sd4IgQAAAAAAAAAA4EEFe33gISAAAyHowCkBASHoQANhwQ0hgACglnT2Sd4IgQAAAAAAAAAA4CGAAAhb1v5J3giBAAAAAAAAAADgAQng4ODgIejASwFCBgEJQSUyLWZlZGNiYTk4NzY1NDMyMTDBAcEBISAAA8Er4ODg4A==" },
        { "journal", "MAGkYOVwKWdhdGV3YXkuSm91cm5hbFN0YXRl6AAlISAABSHoACEh6EADYQEBQdN7InNsdWciOiJhIiwidGl0bGUiOiJUaXRsZSBvZiBhIiwiYm9keV9tZCI6ImJvZHkiLCJwdWJsaXNoZWRfYXQiOiIyMDI2LTAxLTAyVDExOjAwOjAwWiIsInRvcGljcyI6WyJvbmUiXX1BC2FsaWNlAQMhIAADQQcxLTDg4AEDIYAAoJZ09kneCIEAAAAAAAAAAODg4CDoACUh6EADYgEFQQHBGQEBISDg4AEBIYAAoJZ09kneCIEAAAAAAAAAAODg4ODgISAAAyHoAB1BA2Pg4ODg" },
        { "retracted", "MAGgBe2rKWdhdGV3YXkuQXJ0aWNsZVN0YXRl6AAdAQmBEDJUdpi63P5BC2FsaWNlQQt1cm46YSGAAKCWdPZJ3giBAAAAAAAAAADgIYAACFvW/kneCIEAAAAAAAAAAOAhgABwHzgHSt4IgQAAAAAAAAAA4CGAANjjmQ9K3giBAAAAAAAAAADgISDg4EEBwQEhIODgIehAA2EBQgYBCUElMi1mZWRjYmE5ODc2NTQzMjEwwQHBASEgAANBHXRvcGljcy9jLXNoYXJw4ODg4A==" },
        { "settings", "MAFM4qjQN2dhdGV3YXkuSW50YWtlU2V0dGluZ3NTdGF0ZegAIeA=" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void StoredBytes_OfTheFirstVersion_AreReadAsTheyWereMeant(string name, string base64)
    {
        var read = Serializer.Deserialize<object>(Convert.FromBase64String(base64));
        Assert.Equal(Describe(Sample(name)), Describe(read));
    }

    [Theory]
    [InlineData("article")]
    [InlineData("retracted")]
    [InlineData("journal")]
    [InlineData("address")]
    [InlineData("settings")]
    public void Samples_ThereAndBack_LoseNothing(string name) =>
        Assert.Equal(Describe(Sample(name)), Describe(Serializer.Deserialize<object>(Serializer.SerializeToArray<object>(Sample(name)))));

    private static object Sample(string name)
    {
        var topic = new TopicMembership { Key = "topics/c-sharp", DisplayName = "C#" };
        var entry = new EntryReference { Slug = "a", Id = "urn:a", Published = Changes.Noon, Updated = Changes.Noon.AddHours(1), Revision = 2 };
        var article = new ArticleState
        {
            Sequence = 7,
            Revision = 2,
            Digest = 0xfedcba9876543210,
            Publisher = "alice",
            Id = "urn:a",
            Published = Changes.Noon,
            Updated = Changes.Noon.AddHours(1),
            LastModified = Changes.Noon.AddHours(2),
            Memberships = [topic],
            Record = "{\"slug\":\"a\"}"u8.ToArray(),
            Previous = new PreviousRevision { Revision = 1, Updated = Changes.Noon, Record = "{}"u8.ToArray() },
            Owed = [new TopicOperation { Topic = topic, Kind = TopicOperationKind.Put, Entry = entry }],
            Outcome = new ChangeOutcome { Slug = "a", Status = 200, Revision = 2, Version = "2-fedcba9876543210", ChangedTopics = ["topics/c-sharp"] },
        };
        var change = Changes.Put("a", "body") with { IsOperator = true, IfMatch = ["1-0"], IfNoneMatchAny = true };
        return name switch
        {
            "article" => article,
            "retracted" => article with { RetractedAt = Changes.Noon.AddHours(3), Record = default, Memberships = [], Previous = null, Owed = [] },
            "journal" => new JournalState
            {
                LastSequence = 9,
                Entries = [new JournalEntry(8, change), new JournalEntry(9, Changes.Retract("b"))],
                Unsettled = [new UnsettledEntry(7, "c")],
            },
            "address" => new AddressState { Slug = "a" },
            "settings" => new IntakeSettingsState { Partitions = 8 },
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    /// <summary>Everything that a state holds, as text.</summary>
    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        DateTimeOffset instant => instant.ToString("O"),
        IFormattable plain => plain.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        System.Collections.IEnumerable items => "[" + string.Join(", ", items.Cast<object>().Select(Describe)) + "]",
        _ => value.GetType().Name + "{" + string.Join(", ", value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(property => property.Name + "=" + Describe(property.GetValue(value)))) + "}",
    };
}
