using System.Buffers;
using CsCheck;
using Gateway.HttpCaching.Store;

namespace Gateway.HttpCaching.Tests.Store;

public sealed class StoredBodyTests
{
    private const int LargeObject = 85_000;

    [Fact]
    public void Body_WrittenInAnyPieces_HoldsTheSameBytesInSmallObjects() =>
        Gen.Select(Gen.Int[-1, 300_000], Gen.Int[0, 90_000].Array[0, 6], Gen.Bool).Sample(
            (expected, lengths, asWriter) =>
            {
                var writer = new StoredBodyWriter(expected);
                using var all = new MemoryStream();
                foreach (var length in lengths)
                {
                    var bytes = new byte[length];
                    new Random(length).NextBytes(bytes);
                    all.Write(bytes);
                    if (asWriter)
                        ((IBufferWriter<byte>)writer).Write(bytes);
                    else
                        writer.Write(bytes);
                }

                Assert.Equal(all.Length, writer.Written);
                var body = writer.Complete();
                Assert.Equal(all.Length, body.Length);
                Assert.True(all.ToArray().AsSpan().SequenceEqual(body.Content.ToArray()));
                using var pieces = new MemoryStream();
                foreach (var piece in body.Pieces)
                {
                    Assert.InRange(piece.Length, 1, LargeObject - Footprint.Array);
                    pieces.Write(piece.Span);
                }

                Assert.True(all.ToArray().AsSpan().SequenceEqual(pieces.ToArray()));
                Assert.InRange(body.Weight, body.Length, body.Length + 200 + 120 * body.Pieces.Length);
            },
            iter: 500);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(65_536, 1)]
    [InlineData(65_537, 2)]
    [InlineData(1_000_000, 16)]
    public void Body_OfKnownLength_TakesAsFewPiecesAsCanBe(int length, int pieces) =>
        Assert.Equal(pieces, StoredBody.Copy(new byte[length]).Pieces.Length);

    [Fact]
    public void Body_CopiedFromASequence_IsTheSame()
    {
        var body = StoredBody.Copy(Enumerable.Range(0, 200_000).Select(i => (byte)i).ToArray());
        Assert.Equal(body.Content.ToArray(), StoredBody.Copy(body.Content).Content.ToArray());
    }

    [Fact]
    public void Writer_Completed_TakesNoMore()
    {
        var writer = new StoredBodyWriter();
        writer.Write("abc"u8);
        writer.Complete();
        Assert.ThrowsAny<InvalidOperationException>(() => writer.Write("d"u8));
        Assert.ThrowsAny<InvalidOperationException>(() => writer.Complete());
    }

    [Fact]
    public void Writer_AskedForMoreThanAPiece_Throws()
    {
        var writer = new StoredBodyWriter();
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetMemory(StoredBody.PieceLength + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(1));
    }

    [Fact]
    public void Body_WrittenOfRangesOfOthers_HoldsTheirBytes() =>
        Gen.Select(Gen.Int[0, 200_000], Gen.Int[0, 200_000], Gen.Int[0, 200_000], Gen.Int[0, 90_000]).Sample((length, one, other, open) =>
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            var source = StoredBody.Copy(bytes);
            var (from, to) = (Math.Min(one, other) % (length + 1), Math.Min(length, Math.Max(one, other)));
            var count = Math.Max(0, to - from);
            var writer = new StoredBodyWriter();
            writer.Write(new byte[open]);
            writer.Write(source, from, count);
            writer.Write([1]);

            var body = writer.Complete();

            Assert.True(body.Content.ToArray().AsSpan().SequenceEqual((byte[])[.. new byte[open], .. bytes.AsSpan(from, count), 1]));
            Assert.Equal(body.Length, body.Pieces.ToArray().Sum(static p => (long)p.Length));
        });

    [Fact]
    public void Body_GrownByteByByte_SharesItsLargePiecesAndHasFewSmallOnes()
    {
        var body = StoredBody.Copy(new byte[10 * StoredBody.PieceLength]);
        var first = body.Pieces[0];
        for (var i = 0; i < 100; i++)
        {
            var writer = new StoredBodyWriter(body.Length + 1);
            writer.Write(body, 0, body.Length);
            writer.Write([1]);
            body = writer.Complete();
        }

        Assert.Equal(first, body.Pieces[0]);
        Assert.Equal((11, 10L * StoredBody.PieceLength + 100), (body.Pieces.Length, body.Length));
    }
}
