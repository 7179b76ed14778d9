using System.Collections.Immutable;
using Gateway.Contracts.Topics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Gateway.Grains.Tests.Topics;

/// <summary>A feed on its way to another silo.</summary>
public sealed class FeedAnswerFormTests
{
    private static readonly Serializer<FeedAnswer> Serializer = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(typeof(FeedAnswer).Assembly))
        .BuildServiceProvider()
        .GetRequiredService<Serializer<FeedAnswer>>();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(101)]
    public void Document_OnTheWire_ArrivesInItsPieces(int pieces)
    {
        var sent = Answer([.. Enumerable.Range(0, pieces).Select(i => (ReadOnlyMemory<byte>)Enumerable.Repeat((byte)i, 1_000 * i).ToArray())]);
        var received = Received(sent);
        Assert.Equal(sent.Body.Select(p => p.ToArray()), received.Body.Select(p => p.ToArray()));
        Assert.Equal(sent.Header, received.Header);
    }

    [Fact]
    public void Answer_WithoutADocument_ArrivesWithoutOne()
    {
        var received = Received(new FeedAnswer { Status = FeedStatus.NotFound, Header = Answer([]).Header });
        Assert.Equal((FeedStatus.NotFound, 0), (received.Status, received.Body.Length));
    }

    private static FeedAnswer Received(FeedAnswer sent) =>
        Serializer.Deserialize(Serializer.SerializeToArray(sent)) ?? throw new InvalidDataException("Nothing arrived.");

    private static FeedAnswer Answer(ImmutableArray<ReadOnlyMemory<byte>> body) => new()
    {
        Status = FeedStatus.Found,
        Header = new() { Key = "latest", DisplayName = "Latest", Exists = true, Revision = 1, Version = "1-a", LastModified = DateTimeOffset.UnixEpoch, Count = 1 },
        Body = body,
    };
}
