using Gateway.Configuration;

namespace Gateway.Tests.Configuration;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://*:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://+:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://0.0.0.0:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://[::]:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://[::1]:8081", "http://[::1]:8081/")]
    [InlineData("http://localhost:8081", "http://localhost:8081/")]
    [InlineData("http://10.1.2.3:8081;http://127.0.0.1:8082", "http://10.1.2.3:8081/")]
    [InlineData("http://gateway.internal:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://*:0", null)]
    [InlineData("", null)]
    public void FromThisMachine_OfAnAddressToListenAt_IsWhereItIsReached(string urls, string? expected) =>
        Assert.Equal(expected, ListenAddresses.FromThisMachine(urls)?.AbsoluteUri);
}
