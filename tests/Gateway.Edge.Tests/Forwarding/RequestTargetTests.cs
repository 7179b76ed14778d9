using Gateway.Edge.Forwarding;

namespace Gateway.Edge.Tests.Forwarding;

public sealed class RequestTargetTests
{
    // RFC 9112 §3.2; RFC 3986 §3.2: an authority ends at "/", "?" or "#".
    [Theory]
    [InlineData("/a?b", "/a?b")]
    [InlineData("//a", "//a")]
    [InlineData("http://a/b?c", "/b?c")]
    [InlineData("http://a", "/")]
    [InlineData("http://a?x/internal/changes", "/?x/internal/changes")]
    [InlineData("http://u@a?x/internal/changes", "/?x/internal/changes")]
    [InlineData("http://a#x/internal/changes", "/#x/internal/changes")]
    [InlineData("http://a\\internal/changes", "\\internal/changes")]
    [InlineData("HTTPS://a:1/b", "/b")]
    [InlineData("*", null)]
    [InlineData("a:1", null)]
    [InlineData("://a/b", null)]
    public void PathAndQuery_OfATarget_EndsTheAuthorityWhereItEnds(string target, string? expected) => Assert.Equal(expected, RequestTarget.PathAndQuery(target));
}
