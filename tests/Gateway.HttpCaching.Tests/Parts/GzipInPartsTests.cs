using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Codings.Parts;
using Encoder = Gateway.HttpCaching.Codings.Encoder;

namespace Gateway.HttpCaching.Tests.Parts;

public sealed class GzipInPartsTests
{
    private static readonly Gen<byte[]> Documents = Gen.Select(Gen.Int[0, 400_000], Gen.Int[1, 256], Gen.Int).Select((length, alphabet, seed) => Text(length, alphabet, seed));

    public static TheoryData<string, byte[]> Hostile() => new()
    {
        { "nothing", [] },
        { "one byte", [7] },
        { "one less than is cut", Text(GzipInParts.Shortest - 1, 64, 1) },
        { "just as long as is cut", Text(GzipInParts.Shortest, 64, 1) },
        { "one value for ever", new byte[1_000_000] },
        { "two in turns", [.. Enumerable.Range(0, 500_000).Select(i => (byte)(i % 2))] },
        { "noise", Text(1_000_000, 256, 3) },
        { "all parts of the greatest length", new byte[ContentCuts.Largest * 4] },
        { "a last part of one byte", new byte[(ContentCuts.Largest * 4) + 1] },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Document_OfAnyKind_DecodesToItself(string what, byte[] document)
    {
        var parts = new DeflatedParts(10_000_000);
        for (var i = 0; i < 2; i++)
            Assert.True(document.AsSpan().SequenceEqual(Decoded(Encoder.Encode(ContentCoding.Gzip, [document], parts))), what);
    }

    [Fact]
    public void Document_Edited_IsTheSameBytesWhateverIsKept() =>
        Gen.Select(Documents, Gen.Int[0, int.MaxValue], Gen.Int[0, 3_000], Gen.Int[0, 3_000], Gen.Long[0, 300_000]).Sample(
            (document, at, removed, added, capacity) =>
            {
                var parts = new DeflatedParts(capacity);
                Encoder.Encode(ContentCoding.Gzip, [document], parts);
                var edited = Edit(document, at, removed, added);
                var warm = Bytes(Encoder.Encode(ContentCoding.Gzip, [edited], parts));
                var again = Bytes(Encoder.Encode(ContentCoding.Gzip, [edited], parts));
                var cold = Bytes(Encoder.Encode(ContentCoding.Gzip, [edited]));
                return warm.AsSpan().SequenceEqual(cold) && again.AsSpan().SequenceEqual(cold) && edited.AsSpan().SequenceEqual(Decoded([cold]));
            },
            iter: 300);

    [Theory]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Brotli)]
    [InlineData(ContentCoding.Zstandard)]
    public void Document_InOtherPieces_IsTheSameBytes(ContentCoding coding) =>
        Gen.Select(Documents, Gen.Int[1, 100_000].Array[1, 20]).Sample(
            (document, lengths) =>
            {
                var pieces = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
                var at = 0;
                for (var i = 0; at < document.Length; i++)
                {
                    var length = Math.Min(lengths[i % lengths.Length], document.Length - at);
                    pieces.Add(document.AsMemory(at, length));
                    pieces.Add(ReadOnlyMemory<byte>.Empty);
                    at += length;
                }

                return Bytes(Encoder.Encode(coding, pieces.ToImmutable())).AsSpan().SequenceEqual(Bytes(Encoder.Encode(coding, [document])));
            },
            iter: 100);

    // What is kept of a part that refers to the bytes before it would say something else behind others, or none.
    [Fact]
    public void Part_BehindOtherBytes_IsDeflatedAnew()
    {
        var part = Text(60_000, 64, 21);
        var parts = new DeflatedParts(10_000_000);
        foreach (byte[] document in (byte[][])[[.. Text(90_000, 64, 22), .. part], [.. Text(90_000, 64, 23), .. part], part, [.. part, .. part]])
            Assert.True(document.AsSpan().SequenceEqual(Decoded(Encoder.Encode(ContentCoding.Gzip, [document], parts))));
    }

    [Fact]
    public void Document_WithAnArticleMore_KeepsMostOfItsParts()
    {
        var old = Text(900_000, 64, 5);
        byte[] changed = [.. old.AsSpan(0, 600), .. Text(18_000, 64, 6), .. old.AsSpan(600, 880_000), .. "</end>"u8];
        var before = PartsOf(old);
        var kept = PartsOf(changed).Count(before.Contains);
        Assert.InRange(kept, before.Count * 8 / 10, before.Count - 1);
    }

    [Fact]
    public void Document_InParts_IsHardlyLonger()
    {
        var document = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"<item><title>Item {i} of {i * 7919 % 1013}</title></item>\n")));
        using var whole = new MemoryStream();
        using (var gzip = new GZipStream(whole, Encoder.GzipLevel, leaveOpen: true))
            gzip.Write(document);
        Assert.InRange(Bytes(Encoder.Encode(ContentCoding.Gzip, [document])).Length, 1, whole.Length * 102 / 100);
    }

    [Fact]
    public void Parts_AreOfTheLengthsSaid()
    {
        var document = Text(2_000_000, 100, 9);
        var cuts = new List<int>();
        for (var rest = document.AsSpan(); !rest.IsEmpty; rest = rest[cuts[^1]..])
            cuts.Add(ContentCuts.Next(rest[..Math.Min(rest.Length, ContentCuts.Largest)]));
        Assert.All(cuts[..^1], length => Assert.InRange(length, ContentCuts.Smallest, ContentCuts.Largest));
        Assert.InRange(cuts.Average(), ContentCuts.Smallest, ContentCuts.Largest * 3 / 4);
    }

    // The bytes are named by an entity tag: whoever moves them must move the tag (ContentCodings.TagSuffix), and then this.
    [Fact]
    public void Cuts_AreForEverWhereTheyAre()
    {
        var document = Text(200_000, 100, 11);
        var cuts = new List<int>();
        for (var rest = document.AsSpan(); !rest.IsEmpty; rest = rest[cuts[^1]..])
            cuts.Add(ContentCuts.Next(rest[..Math.Min(rest.Length, ContentCuts.Largest)]));
        Assert.Equal([39_005, 27_372, 42_800, 45_410, 32_977, 12_436], cuts);
    }

    private static HashSet<PartKey> PartsOf(byte[] document)
    {
        var reader = new PartReader([document], new byte[PartReader.Room]);
        var keys = new HashSet<PartKey>();
        while (reader.Next())
            keys.Add(PartKey.Of(reader.PartAndBefore, reader.Before));
        return keys;
    }

    private static byte[] Edit(byte[] document, int at, int removed, int added)
    {
        at %= document.Length + 1;
        removed = Math.Min(removed, document.Length - at);
        return [.. document.AsSpan(0, at), .. Text(added, 64, at), .. document.AsSpan(at + removed)];
    }

    // Words that come again, so that there is something to compress; the same for ever, whatever the runtime's own numbers are.
    private static byte[] Text(int length, int alphabet, int seed)
    {
        var bytes = new byte[length];
        var state = (uint)seed + 1;
        for (var i = 0; i < length; i++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            bytes[i] = i > 200 && (state >> 28) > 3 ? bytes[i - 97 - (int)(state >> 26 & 3)] : (byte)((state >> 16) % (uint)alphabet);
        }

        return bytes;
    }

    private static byte[] Bytes(ImmutableArray<ReadOnlyMemory<byte>> pieces) => [.. pieces.SelectMany(piece => piece.ToArray())];

    private static byte[] Decoded(ImmutableArray<ReadOnlyMemory<byte>> encoded)
    {
        using var decoded = new GZipStream(new MemoryStream(Bytes(encoded)), CompressionMode.Decompress);
        using var output = new MemoryStream();
        decoded.CopyTo(output);
        return output.ToArray();
    }
}
