using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Gateway.Syndication.Atom;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.JsonFeed;
using Gateway.Syndication.Rss;

namespace Gateway.Syndication.Tests.Feeds;

public sealed class DocumentBufferTests
{
    // From here on an array goes to the heap of large objects.
    private const int LargeObject = 85_000;

    [Fact]
    public void ToPieces_AfterWritingAndSharing_IsAllOfItInOrder()
    {
        var buffer = new DocumentBuffer();
        var wanted = new List<byte>();
        foreach (var length in new[] { 0, 1, 5, 1_024, 40, 3, 70_000, 1, 16_384 })
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)(i + length)).ToArray();
            wanted.AddRange(bytes);
            buffer.Write(bytes);
            wanted.AddRange(bytes);
            buffer.Share(bytes);
        }

        var pieces = buffer.ToPieces();
        Assert.Equal(wanted, pieces.SelectMany(piece => piece.ToArray()));
        Assert.DoesNotContain(pieces, piece => piece.IsEmpty);
        Assert.Empty(buffer.ToPieces());
    }

    [Fact]
    public void ToPieces_IsNotTouchedByWhatIsWrittenNext()
    {
        var buffer = new DocumentBuffer();
        buffer.Write<byte>([1, 2, 3]);
        var first = buffer.ToPieces();
        buffer.Write<byte>([9, 9, 9]);
        Assert.Equal([1, 2, 3], Assert.Single(first).ToArray());
        Assert.Equal([9, 9, 9], Assert.Single(buffer.ToPieces()).ToArray());
    }

    [Fact]
    public void ToPieces_OfALittleText_KeepsNoRoomBeside()
    {
        var buffer = new DocumentBuffer();
        buffer.Write<byte>([1, 2, 3]);
        Assert.Equal(3, Array(Assert.Single(buffer.ToPieces())).Length);
    }

    [Fact]
    public void GetSpan_IsAsLongAsAskedFor_AndNeverEmpty()
    {
        var buffer = new DocumentBuffer();
        buffer.Advance(buffer.GetSpan().Length);
        Assert.NotEqual(0, buffer.GetSpan().Length);
        Assert.True(buffer.GetMemory(100_000).Length >= 100_000);
    }

    [Fact]
    public void Advance_BeyondTheRoom_IsRefused()
    {
        var buffer = new DocumentBuffer();
        var room = buffer.GetSpan().Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.GetSpan(-1));
    }

    [Theory]
    [InlineData("rss", 0)]
    [InlineData("rss", 20)]
    [InlineData("rss", 60_000)]
    [InlineData("atom", 0)]
    [InlineData("atom", 20)]
    [InlineData("atom", 60_000)]
    [InlineData("json", 0)]
    [InlineData("json", 20)]
    [InlineData("json", 60_000)]
    public void Document_InPieces_IsTheOneInOnePiece(string format, int length)
    {
        Action<FeedDocument, IBufferWriter<byte>> writer = format switch { "rss" => RssWriter.Write, "atom" => AtomWriter.Write, _ => JsonFeedWriter.Write };
        var entries = Enumerable.Range(0, 30).Select(i => FeedSamples.Entry() with
        {
            Id = $"urn:uuid:00000000-0000-4000-8000-{i:x12}",
            // Every second one differs: some shared, some short, none at all.
            ContentHtml = length == 0 ? "" : i % 2 == 0 ? "<p>short \"&amp;\" é</p>" : $"<p>{new string('x', length)} \"quoted\" &lt;tag&gt; 漢字 🙂</p>",
        });
        var feed = FeedSamples.Feed([.. entries]);
        var buffer = new DocumentBuffer();
        writer(feed, buffer);
        var pieces = buffer.ToPieces();
        Assert.Equal(Encoding.UTF8.GetString(FeedSamples.Write(writer, feed).Span), Encoding.UTF8.GetString([.. pieces.SelectMany(piece => piece.ToArray())]));
        Assert.All(pieces, piece => Assert.InRange(Array(piece).Length, 1, LargeObject - 1));
    }

    [Fact]
    public void Documents_WithTheSameEntry_ShareItsContent()
    {
        var entry = FeedSamples.Entry() with { ContentHtml = $"<p>{new string('x', 5_000)}</p>" };
        var long1 = Long(entry, "One");
        Assert.Same(long1, Long(entry, "Two"));
        Assert.NotSame(long1, Long(entry with { ContentHtml = $"<p>{new string('y', 5_000)}</p>" }, "Three"));

        static byte[] Long(FeedEntry entry, string title)
        {
            var buffer = new DocumentBuffer();
            AtomWriter.Write(FeedSamples.Feed(entry) with { Title = title }, buffer);
            return Array(buffer.ToPieces().MaxBy(piece => piece.Length));
        }
    }

    private static byte[] Array(ReadOnlyMemory<byte> piece) =>
        MemoryMarshal.TryGetArray(piece, out var segment) && segment.Array is { } array ? array : throw new InvalidDataException("No array.");
}
