namespace Gateway.Origin.Tests.Hosting;

/// <summary>One host with one article for all tests of a class that only read.</summary>
public sealed class OriginFixture : IAsyncLifetime
{
    private OriginHost? host;

    public OriginHost Host => host ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        host = await OriginHost.StartAsync();
        Assert.Equal(System.Net.HttpStatusCode.Created, (await host.PutAsync("hello")).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Created, (await host.PutAsync("gone")).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await host.SendAsync("DELETE", "/api/articles/gone", ("Authorization", "Bearer " + OriginHost.Key))).StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
    }
}
