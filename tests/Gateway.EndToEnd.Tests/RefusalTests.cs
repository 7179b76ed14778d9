using System.Globalization;
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
}
