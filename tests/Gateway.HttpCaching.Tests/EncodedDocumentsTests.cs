using System.Text;
using Gateway.HttpCaching.Codings;

namespace Gateway.HttpCaching.Tests;

public sealed class EncodedDocumentsTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(i => $"line {i}\n")));

    [Theory]
    [InlineData(ContentCoding.Brotli)]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Zstandard)]
    public void Document_Encoded_IsSmallerAndDecodesToItself(ContentCoding coding)
    {
        var encoded = Gateway.HttpCaching.Codings.Encoder.Encode(coding, Body);
        Assert.InRange(encoded.Length, 1, Body.Length / 3);
        Assert.Equal(encoded.ToArray(), Gateway.HttpCaching.Codings.Encoder.Encode(coding, Body).ToArray());
        using var decoded = Gateway.HttpCaching.Codings.Encoder.Decode(coding, new MemoryStream(encoded.ToArray()));
        using var output = new MemoryStream();
        decoded.CopyTo(output);
        Assert.Equal(Body, output.ToArray());
    }

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
        Assert.NotEqual(0, (await documents.GetAsync("a", ContentCoding.Gzip, Body)).Length);
        Assert.Equal(0, documents.Bytes);
    }
}
