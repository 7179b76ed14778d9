using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Negotiation;

namespace Gateway.HttpCaching.Tests;

/// <summary>RFC 9110 §12.5.1, §12.5.3.</summary>
public sealed class NegotiationTests
{
    [Theory]
    [InlineData("N-01", null, 0)]
    [InlineData("N-02", "", 0)]
    [InlineData("N-03", "*/*", 0)]
    [InlineData("N-04", "text/plain", 1)]
    [InlineData("N-05", "TEXT/Plain", 1)]
    [InlineData("N-06", "text/*;q=0.5, application/json;q=0.4", 0)]
    [InlineData("N-07", "text/html;q=0.5, text/plain", 1)]
    [InlineData("N-08", "text/html;q=0, text/*", 1)]
    [InlineData("N-09", "*/*, text/html;q=0", 1)]
    [InlineData("N-10", "*/*;q=0.1, application/json", 2)]
    [InlineData("N-11", "application/json, */*", 2)]
    [InlineData("N-12", "image/png", 0)]
    [InlineData("N-13", "*/*;q=0", 0)]
    [InlineData("N-14", "nonsense", 0)]
    [InlineData("N-15", "nonsense, text/plain", 1)]
    [InlineData("N-16", "text/plain;q=2, application/json;q=0.1", 2)]
    [InlineData("N-17", "text/plain; charset=utf-8", 1)]
    [InlineData("N-18", "text/plain; charset=iso-8859-1, application/json;q=0.1", 2)]
    [InlineData("N-19", "text/plain;format=\"a,b;q=0\", text/html;q=0.9", 1)]
    [InlineData("N-20", "*/html", 0)]
    [InlineData("N-21", "text/json", 2)]
    [InlineData("N-22", "text/plain;q=0.9;ext=1, text/html;q=0.8", 1)]
    public void Type_IsChosenByWeightThenSpecificityThenOrder(string id, string? accept, int expected) =>
        Assert.True(expected == MediaNegotiation.Choose(accept, "text/html", "text/plain", "application/json text/json"), id);

    [Theory]
    [InlineData("E-01", null, ContentCoding.Identity)]
    [InlineData("E-02", "", ContentCoding.Identity)]
    [InlineData("E-03", "gzip", ContentCoding.Gzip)]
    [InlineData("E-04", "gzip, deflate, br, zstd", ContentCoding.Brotli)]
    [InlineData("E-05", "gzip, zstd", ContentCoding.Zstandard)]
    [InlineData("E-06", "br;q=0.5, gzip", ContentCoding.Gzip)]
    [InlineData("E-07", "br;q=0, *", ContentCoding.Zstandard)]
    [InlineData("E-08", "*", ContentCoding.Brotli)]
    [InlineData("E-09", "*;q=0", ContentCoding.Identity)]
    [InlineData("E-10", "identity;q=0", ContentCoding.Identity)]
    [InlineData("E-11", "identity;q=0, gzip;q=0.1", ContentCoding.Gzip)]
    [InlineData("E-12", "identity, gzip;q=0.5", ContentCoding.Identity)]
    [InlineData("E-13", "identity, gzip", ContentCoding.Gzip)]
    [InlineData("E-14", "x-gzip", ContentCoding.Gzip)]
    [InlineData("E-15", "compress, deflate", ContentCoding.Identity)]
    [InlineData("E-16", "GZIP", ContentCoding.Gzip)]
    [InlineData("E-17", "gzip;q=x", ContentCoding.Identity)]
    [InlineData("E-18", "gzip ; q=0.3, br;q=0.2", ContentCoding.Gzip)]
    public void Coding_IsChosenByWeightThenSize(string id, string? acceptEncoding, ContentCoding expected) =>
        Assert.True(expected == AcceptEncoding.Choose(acceptEncoding), $"{id}: {AcceptEncoding.Choose(acceptEncoding)}");
}
