using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Ranges;

/// <summary>
/// Fields about the bytes of one message: they hold for no other part of the representation, nor for its whole.
/// <c>Repr-Digest</c> and <c>Digest</c> (RFC 3230 §4.2) are about the whole, whatever part of it is sent.
/// </summary>
public static class PartFields
{
    // RFC 9110 §14.4, RFC 9530 §2, RFC 2616 §14.15.
    private static readonly string[] OfOneMessage = ["Content-Range", "Content-Digest", "Content-MD5"];

    /// <summary>The fields of a part without them: for whatever it is sent, cut or joined with others, as.</summary>
    public static ImmutableArray<KeyValuePair<string, StringValues>> WithoutOwn(ImmutableArray<KeyValuePair<string, StringValues>> fields) =>
        fields.RemoveAll(static f => OfOneMessage.Contains(f.Key, StringComparer.OrdinalIgnoreCase));

    /// <summary>Takes them off an answer that is cut from what they are about.</summary>
    public static void RemoveOwn(IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        foreach (var name in OfOneMessage)
            headers.Remove(name);
    }
}
