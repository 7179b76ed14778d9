using System.Globalization;
using System.Net;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>What is refused before it is read, through edge and origin.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Refusal_BeforeTheBodyIsRead_LeavesTheConnectionInOrder()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        using var connection = await RawHttp.ConnectAsync(gateway.Address);
        var body = new string('x', 30_000);

        // One connection throughout: the answer must come, and the next request must be heard.
        for (var i = 0; i < 300; i++)
        {
            await connection.SendAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"PUT /api/articles/hello HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wrong\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
            // The body before it ends in no newline.
            Assert.EndsWith("HTTP/1.1 401 Unauthorized", await connection.ReadUntilAsync("HTTP/1.1 "), StringComparison.Ordinal);
            await connection.ReadUntilAsync("Referrer-Policy");
        }
    }

    [Fact]
    public async Task Put_ThatStalls_Is408AndNothingIsKept()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        using var connection = await RawHttp.ConnectAsync(gateway.Address);
        await connection.SendAsync(
            $"PUT /api/articles/hello HTTP/1.1\r\nHost: x\r\nAuthorization: {gateway.Publisher.DefaultRequestHeaders.Authorization}\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"slug\":");

        Assert.Equal("HTTP/1.1 408 Request Timeout", await connection.ReadUntilAsync("HTTP/1.1 "));
        Assert.Contains("application/problem+json", await connection.ReadUntilAsync("Content-Type: "), StringComparison.Ordinal);
        using var article = await gateway.Client.GetAsync("news/hello");
        Assert.Equal(HttpStatusCode.NotFound, article.StatusCode);
        gateway.Terminate();
        Assert.Equal(0, await gateway.ExitAsync());
        Assert.Single(gateway.Output.Split('\n'), line => line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" fail: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bulk_NotInItsCoding_IsRefusedByName()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        foreach (var coding in (string[])["gzip", "br", "zstd"])
        {
            using var content = new ByteArrayContent(System.Text.Encoding.ASCII.GetBytes(string.Join('\n', Records.Many(2_000))));
            content.Headers.TryAddWithoutValidation("Content-Type", "application/x-ndjson");
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            using var answer = await gateway.Publisher.PostAsync("api/articles", content);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{coding}: {answer.StatusCode}");
            Assert.Contains("\"member\":\"Content-Encoding\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
