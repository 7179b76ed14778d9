using Gateway.Grains.Addresses;
using Gateway.Grains.Tests.Hosting;

namespace Gateway.Grains.Tests.Addresses;

public sealed class AddressGrainTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(2_048)]
    public async Task Put_WithAnAddressThatAnotherArticleHolds_Gets409_AndKeepsNothing(int length)
    {
        await using var gateway = await TestGateway.Start();
        var url = "https://a.example/".PadRight(length, 'x');
        Assert.Equal(201, (await gateway.Publish(Changes.Put("first", url: url))).Status);

        var refused = await gateway.Publish(Changes.Put("second", url: url));
        Assert.Equal((409, "url", 0L), (refused.Status, refused.Member, refused.Revision));
        Assert.Null(await gateway.Describe("second"));
        Assert.Single(await gateway.Topic("latest"));
    }

    [Theory]
    [InlineData("https://a.example:443/story")]
    [InlineData("HTTPS://A.Example./story")]
    [InlineData("https://a.example/x/../%73tory")]
    public async Task Put_WithAnotherSpellingOfAnAddress_Gets409(string url)
    {
        await using var gateway = await TestGateway.Start();
        Assert.Equal(201, (await gateway.Publish(Changes.Put("first", url: "https://a.example/story"))).Status);
        Assert.Equal(409, (await gateway.Publish(Changes.Put("second", url: url))).Status);
        Assert.Single(await gateway.Topic("latest"));
    }

    [Fact]
    public async Task Put_OfAnEditToAnAddressThatAnotherArticleHolds_Gets409_AndChangesNothing()
    {
        await using var gateway = await TestGateway.Start();
        await gateway.Submit(Changes.Put("first", url: "https://a.example/1"), Changes.Put("second", url: "https://a.example/2"));
        Assert.Equal(409, (await gateway.Publish(Changes.Put("second", "edit", url: "https://a.example/1"))).Status);
        Assert.Equal(1, (await gateway.Describe("second"))?.Revision);
        Assert.Equal(200, (await gateway.Publish(Changes.Put("second", "edit", url: "https://a.example:443/2"))).Status);
    }

    [Fact]
    public async Task Put_AfterRetractionOfTheHolder_StillGets409_WhileTheHolderMayReturn()
    {
        await using var gateway = await TestGateway.Start();
        const string Url = "https://a.example/1";
        await gateway.Submit(Changes.Put("first", url: Url), Changes.Retract("first"));
        Assert.Equal(409, (await gateway.Publish(Changes.Put("second", url: Url))).Status);
        Assert.Equal(201, (await gateway.Publish(Changes.Put("first", "again", url: Url))).Status);
        Assert.Equal(Url, (await gateway.Describe("first"))?.Id);
    }

    [Fact]
    public async Task Put_WithAnotherAddressLater_KeepsTheId_AndReservesNothing()
    {
        await using var gateway = await TestGateway.Start();
        await gateway.Submit(Changes.Put("first", url: "https://a.example/1"), Changes.Put("first", url: "https://a.example/2"));
        Assert.Equal("https://a.example/1", (await gateway.Describe("first"))?.Id);
        Assert.Equal(201, (await gateway.Publish(Changes.Put("second", url: "https://a.example/2"))).Status);
    }

    [Fact]
    public void Key_OfLongAddresses_IsShortAndTheirOwn()
    {
        var one = AddressKey.Of("https://a.example/".PadRight(2_048, 'x'));
        Assert.True(one.Length < 256);
        Assert.NotEqual(one, AddressKey.Of("https://a.example/".PadRight(2_049, 'x')));
        Assert.Equal("https://a.example/É", AddressKey.Of("https://a.example/É"));
    }
}
