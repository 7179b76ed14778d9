using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Origin.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Origin.Tests;

/// <summary>Bulk streams that are encoded, or say so.</summary>
public sealed class BulkCodingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task Stream_Encoded_IsDecoded(string coding)
    {
        await using var host = await OriginHost.StartAsync();
        var content = Encoded(coding, Encoding.UTF8.GetBytes(OriginHost.Record("one") + "\n" + OriginHost.Record("two")));
        using var answer = await BulkTests.PostAsync(host, content);
        Assert.Equal([201, 201], BulkTests.Parse(await answer.Content.ReadAsStringAsync(Cancel)).Select(a => a.GetProperty("status").GetInt32()));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task Stream_NotInItsCodingOrCutOffBeforeAnyAnswer_IsRefusedAndNothingIsKept(string coding)
    {
        await using var host = await OriginHost.StartAsync();
        var whole = await Encoded(coding, Encoding.UTF8.GetBytes(Incompressible("one") + "\n" + Incompressible("two") + "\n")).ReadAsByteArrayAsync(Cancel);
        foreach (var body in (byte[][])[whole[..^12], whole[..40], Encoding.ASCII.GetBytes("this is no such coding, not at all")])
        {
            var held = new TaskCompletionSource();
            host.Store.BeforeSubmit = _ => held.Task;
            using var answer = await BulkTests.PostAsync(host, Content(coding, body));
            await AssertRefusedAsync(answer, HttpStatusCode.BadRequest);
        }

        Assert.Null(host.Store.Describe("one"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task Stream_CutOffAfterAnAnswer_IsAborted(string coding)
    {
        await using var host = await OriginHost.StartAsync();
        var whole = await Encoded(coding, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 400).Select(i => Incompressible($"s{i}") + "\n")))).ReadAsByteArrayAsync(Cancel);
        await using var stream = await host.ConnectAsync();
        var head = $"POST /api/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {OriginHost.Key}\r\nContent-Type: application/x-ndjson\r\nContent-Encoding: {coding}\r\nContent-Length: {whole.Length - 12}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        await stream.WriteAsync(whole.AsMemory(0, whole.Length / 2), Cancel);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync(Cancel));
        await stream.WriteAsync(whole.AsMemory(whole.Length / 2, whole.Length - 12 - (whole.Length / 2)), Cancel);
        string rest;
        try
        {
            rest = await reader.ReadToEndAsync(Cancel);
        }
        catch (IOException)
        {
            return; // Reset: as it should be.
        }

        Assert.DoesNotContain("\r\n0\r\n\r\n", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ThatExpandsBeyondMeasure_IsTooLarge()
    {
        await using var host = await OriginHost.StartAsync();
        using var answer = await BulkTests.PostAsync(host, Content("gzip", await Encoded("gzip", new byte[64 * 1024 * 1024]).ReadAsByteArrayAsync(Cancel)));
        await AssertRefusedAsync(answer, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact(Timeout = 60_000)]
    public async Task Client_OfAnEncodedStreamThatWaitsForTheHead_GetsIt()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = await OriginHost.StartAsync(time);
        await using var stream = await host.ConnectAsync();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {OriginHost.Key}\r\nContent-Type: application/x-ndjson\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"), Cancel);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var head = reader.ReadLineAsync(Cancel).AsTask();
        while (!head.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Equal("HTTP/1.1 200 OK", await head);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        Assert.Equal("Content-Encoding", problem.GetProperty("member").GetString());
    }

    private static string Incompressible(string slug)
    {
        var random = new byte[450];
        new Random(slug.Aggregate(17, (hash, c) => (31 * hash) + c)).NextBytes(random);
        return OriginHost.Record(slug, Convert.ToHexString(random));
    }

    private static ByteArrayContent Content(string coding, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-ndjson");
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return content;
    }

    private static ByteArrayContent Encoded(string coding, byte[] body)
    {
        var output = new MemoryStream();
        using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true),
            "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZstdSharp.CompressionStream(output, leaveOpen: true),
        })
        {
            encoder.Write(body);
        }

        return Content(coding, output.ToArray());
    }
}
