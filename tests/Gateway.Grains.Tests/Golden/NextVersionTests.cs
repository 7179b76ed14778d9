using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Session;

namespace Gateway.Grains.Tests.Golden;

/// <summary>
/// What the next version writes, read by this one: whatever it adds is passed over, and nothing else is lost. The types of the
/// next version cannot have the names of today's, as both are in this process; a record where its type is expected bears none.
/// </summary>
public sealed class NextVersionTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static readonly Serializer Serializer = Services.GetRequiredService<Serializer>();

    public static TheoryData<string> SampleNames => GoldenTests.SampleNames;

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Record_WithFurtherMembers_IsReadWithoutThem(string name)
    {
        var sample = Samples.Named(name);
        var bytes = sample.Write(Serializer);
        var grown = Grown.Of(bytes, Serializer, Services.GetRequiredService<SerializerSessionPool>());
        Assert.True(grown.Length > bytes.Length || sample.Type.IsPrimitive);
        Assert.Equal(Described.Of(sample.Value), Described.Of(sample.Read(Serializer, grown)));
    }

    [Fact]
    public void Change_WithFurtherMembersAndAKindThatIsNotKnown_LosesNothingElse()
    {
        // What a further member was the first to say, others refer to.
        var shared = new string('s', 5);
        var next = ImmutableArray.Create(
            new NextChange { Slug = "a", Kind = NextKind.Pin, Publisher = "alice", ReceivedAt = Records.Noon, Note = new NextNote { Text = shared, Any = new NextNote { Text = "inner" } } },
            new NextChange { Slug = shared, Kind = NextKind.Retract, Publisher = shared, ReceivedAt = Records.Evening, Facts = Records.Facts("next") });
        var read = Serializer.Deserialize<ImmutableArray<ArticleChange>>(Serializer.SerializeToArray(next));
        Assert.Equal(2, read.Length);
        Assert.Equal(("a", (ChangeKind)2, "alice", Records.Noon), (read[0].Slug, read[0].Kind, read[0].Publisher, read[0].ReceivedAt));
        Assert.Equal((shared, ChangeKind.Retract, shared, Records.Evening), (read[1].Slug, read[1].Kind, read[1].Publisher, read[1].ReceivedAt));
        Assert.Equal(Described.Of(Records.Facts("next")), Described.Of(read[1].Facts));
    }

    [Theory]
    [InlineData(typeof(ChangeKind))]
    [InlineData(typeof(TopicOperationKind))]
    [InlineData(typeof(FeedFormat))]
    [InlineData(typeof(FeedStatus))]
    [InlineData(typeof(ArticleFormat))]
    public void Value_ThatIsNotKnown_IsReadAsItsNumber(Type type)
    {
        // Each of them: what this version does with one is a matter of where it comes.
        foreach (var number in (int[])[100, 5, 1_000_000])
        {
            var value = Enum.ToObject(type, number);
            var read = Serializer.Deserialize<object>(Serializer.SerializeToArray(value));
            Assert.Equal(value, read);
        }
    }

    [Fact]
    public void Enumerations_AreAllTried() =>
        Assert.Equal(
            Names.Serializable.Where(t => t.IsEnum).Select(t => t.Name).Order(StringComparer.Ordinal),
            new[] { typeof(ChangeKind), typeof(TopicOperationKind), typeof(FeedFormat), typeof(FeedStatus), typeof(ArticleFormat) }.Select(t => t.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Outcome_OfTheVersionBefore_HasNothingInWhatItDidNotSend()
    {
        var read = Serializer.Deserialize<ChangeOutcome>(Serializer.SerializeToArray(new PreviousOutcome { Slug = "a", Status = 201 }));
        Assert.NotNull(read);
        Assert.Equal(("a", 201, 0L, "", true, true), (read.Slug, read.Status, read.Revision, read.Version, read.ChangedTopics.IsEmpty, read.Reported.IsEmpty));
    }

    [GenerateSerializer, Alias("gateway.tests.next.ChangeKind")]
    internal enum NextKind
    {
        Put,
        Retract,
        Pin,
    }

    /// <summary>A change as the next version may send it.</summary>
    [GenerateSerializer, Alias("gateway.tests.next.ArticleChange")]
    internal sealed record NextChange
    {
        [Id(0)] public required string Slug { get; init; }

        [Id(1)] public required NextKind Kind { get; init; }

        [Id(2)] public ReadOnlyMemory<byte> Record { get; init; }

        [Id(3)] public required string Publisher { get; init; }

        [Id(7)] public required DateTimeOffset ReceivedAt { get; init; }

        [Id(8)] public ArticleFacts? Facts { get; init; }

        [Id(9)] public NextNote? Note { get; init; }
    }

    /// <summary>A record that the next version may add.</summary>
    [GenerateSerializer, Alias("gateway.tests.next.Note")]
    internal sealed record NextNote
    {
        [Id(0)] public required string Text { get; init; }

        [Id(1)] public object? Any { get; init; }
    }

    /// <summary>An outcome as a version before may have sent it.</summary>
    [GenerateSerializer, Alias("gateway.tests.previous.ChangeOutcome")]
    internal sealed record PreviousOutcome
    {
        [Id(0)] public required string Slug { get; init; }

        [Id(1)] public required int Status { get; init; }
    }
}
