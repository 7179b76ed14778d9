using Gateway.HttpCaching.Ranges;

namespace Gateway.HttpCaching.Tests.Ranges;

/// <summary>RFC 9110 §14.4, RFC 9530 §2.</summary>
public sealed class PartFieldsTests
{
    private const string Fields = "content-range: bytes 0-1/2|Content-Digest: a|CONTENT-MD5: b|Repr-Digest: c|Digest: d|Content-Type: e/f|ETag: \"g\"";
    private static readonly string[] Left = ["Content-Type", "Digest", "ETag", "Repr-Digest"];

    [Fact]
    public void Part_JoinedOrCut_KeepsFieldsOfTheWholeOnly() =>
        Assert.Equal(Left, PartFields.WithoutOwn([.. Headers.Of(Fields)]).Select(static f => f.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Answer_CutFromAWhole_KeepsFieldsOfTheWholeOnly()
    {
        var headers = Headers.Of(Fields);
        PartFields.RemoveOwn(headers);
        Assert.Equal(Left, headers.Select(static f => f.Key).Order(StringComparer.Ordinal));
    }
}
