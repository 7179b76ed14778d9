using System.Net;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>Long requests through the edge: answered while they are sent, finished while the gateway drains.</summary>
public sealed class StreamingTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Bulk_StillSending_IsAnsweredAlready()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        using var bulk = await OpenBulk(gateway);
        foreach (var slug in (string[])["one", "two", "three"])
        {
            await bulk.SendChunkAsync(Records.Json(slug) + "\n");
            Assert.Contains("201", await bulk.ReadUntilAsync($"\"{slug}\""), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("news/" + slug)).StatusCode);
        }

        await bulk.EndChunksAsync();
        await bulk.ReadUntilAsync("0");
    }

    [Fact]
    public async Task Drain_BulkUnderWay_IsFinished()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        using var management = new HttpClient { BaseAddress = gateway.Management };
        using var bulk = await OpenBulk(gateway);
        await bulk.SendChunkAsync(Records.Json("before") + "\n");
        await bulk.ReadUntilAsync("\"before\"");

        gateway.Terminate();
        while ((await management.GetAsync("readyz")).StatusCode == HttpStatusCode.OK)
        {
            // Asked until it knows of the signal: each question takes its time.
        }

        await bulk.SendChunkAsync(Records.Json("after") + "\n");
        Assert.Contains("201", await bulk.ReadUntilAsync("\"after\""), StringComparison.Ordinal);
        await bulk.EndChunksAsync();
        await bulk.ReadUntilAsync("0");

        Assert.Equal(0, await gateway.ExitAsync());
        await using var again = await GatewayProcess.StartAsync(_data);
        using var after = await again.Client.GetAsync("news/after");
        Assert.True(after.StatusCode == HttpStatusCode.OK, gateway.Output + again.Output);
    }

    [Fact]
    public async Task Bulk_ClientGone_LeavesWhatWasAnswered()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        using (var bulk = await OpenBulk(gateway))
        {
            await bulk.SendChunkAsync(Records.Json("whole") + "\n");
            await bulk.ReadUntilAsync("\"whole\"");
            await bulk.SendChunkAsync(Records.Json("cut")[..40]);
            bulk.Reset();
        }

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("news/whole")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Client.GetAsync("news/cut")).StatusCode);
    }

    [Fact]
    public async Task Terminated_Twice_StillDrainsAndEndsWithZero()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);

        gateway.Terminate();
        gateway.Terminate();

        Assert.Equal(0, await gateway.ExitAsync());
        Assert.Contains("Stopped.", gateway.Output, StringComparison.Ordinal);
    }

    private static async Task<RawHttp> OpenBulk(GatewayProcess gateway)
    {
        var bulk = await RawHttp.ConnectAsync(gateway.Address);
        await bulk.SendAsync(
            "POST /api/articles HTTP/1.1\r\nHost: somewhere.example\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
            + $"Authorization: {gateway.Publisher.DefaultRequestHeaders.Authorization}\r\n\r\n");
        return bulk;
    }
}
