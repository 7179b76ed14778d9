using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Gateway.HttpCaching.Codings;

namespace Gateway.HttpCaching.Tests;

public sealed class EncodedDocumentsTests
{
    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(i => $"line {i}\n")));

    private static readonly ImmutableArray<ReadOnlyMemory<byte>> Body = [Whole.AsMemory(0, 1), Whole.AsMemory(1, 9_000), Whole.AsMemory(9_001)];

    [Theory]
    [InlineData(ContentCoding.Brotli)]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Zstandard)]
    public void Document_Encoded_IsSmallerAndDecodesToItself(ContentCoding coding)
    {
        var encoded = Gateway.HttpCaching.Codings.Encoder.Encode(coding, Body);
        Assert.InRange(Bytes(encoded).Length, 1, Whole.Length / 3);
        Assert.Equal(Bytes(encoded), Bytes(Gateway.HttpCaching.Codings.Encoder.Encode(coding, Body)));
        Assert.Equal(Whole, Decoded(coding, encoded));
    }

    [Theory]
    [InlineData(ContentCoding.Brotli)]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Zstandard)]
    public void Document_OfAMegabyteOfNoise_IsEncodedWithoutALargeObject(ContentCoding coding)
    {
        var noise = new byte[1_000_000];
        new Random(7).NextBytes(noise);
        var encoded = Gateway.HttpCaching.Codings.Encoder.Encode(coding, [noise]);
        Assert.Equal(noise, Decoded(coding, encoded));
        Assert.All(encoded, piece => Assert.True(MemoryMarshal.TryGetArray(piece, out var array) && array.Array is { Length: < 85_000 }, "A large object."));
    }

    [Fact]
    public void Document_InZstandard_SaysItsLength()
    {
        var encoded = Bytes(Gateway.HttpCaching.Codings.Encoder.Encode(ContentCoding.Zstandard, Body));
        Assert.Equal((ulong)Whole.Length, ZstdSharp.Decompressor.GetDecompressedSize(encoded));
    }

    [Fact]
    public void Document_WithoutACoding_IsThePiecesItCameIn() =>
        Assert.True(Body.Equals(Gateway.HttpCaching.Codings.Encoder.Encode(ContentCoding.Identity, Body)), "Other pieces.");

    [Fact]
    public async Task Document_AskedForByMany_IsEncodedOnce()
    {
        var documents = new EncodedDocuments(1_000_000);
        var tasks = Enumerable.Range(0, 50).Select(_ => Task.Run(() => documents.GetAsync("a", ContentCoding.Gzip, Body))).ToArray();
        var all = await Task.WhenAll(tasks);
        Assert.All(all, a => Assert.True(a.Equals(all[0]), "Another array."));
    }

    [Fact]
    public async Task Documents_BeyondTheCapacity_LeaveOldestFirst()
    {
        var documents = new EncodedDocuments(100_000);
        var first = await documents.GetAsync("0", ContentCoding.Gzip, Body);
        for (var i = 1; i < 200; i++)
        {
            await documents.GetAsync(i.ToString("0", null), ContentCoding.Gzip, Body);
            Assert.InRange(documents.Bytes, 1, 100_000);
        }

        var kept = await documents.GetAsync("199", ContentCoding.Gzip, Body);
        Assert.True(kept.Equals(await documents.GetAsync("199", ContentCoding.Gzip, Body)));
        Assert.False(first.Equals(await documents.GetAsync("0", ContentCoding.Gzip, Body)));
    }

    [Fact]
    public async Task Document_TooLargeForTheCapacity_IsEncodedAndNotKept()
    {
        var documents = new EncodedDocuments(1_000);
        Assert.NotEmpty(await documents.GetAsync("a", ContentCoding.Gzip, Body));
        Assert.Equal(0, documents.Bytes);
    }

    private static byte[] Bytes(ImmutableArray<ReadOnlyMemory<byte>> pieces) => [.. pieces.SelectMany(piece => piece.ToArray())];

    private static byte[] Decoded(ContentCoding coding, ImmutableArray<ReadOnlyMemory<byte>> encoded)
    {
        using var decoded = Gateway.HttpCaching.Codings.Encoder.Decode(coding, new MemoryStream(Bytes(encoded)));
        using var output = new MemoryStream();
        decoded.CopyTo(output);
        return output.ToArray();
    }
}
