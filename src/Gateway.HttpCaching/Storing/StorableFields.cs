using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.HttpCaching.Fields;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Storing;

/// <summary>Which fields of a response are stored (RFC 9111 §3.1).</summary>
public static class StorableFields
{
    // Age is computed for each answer anew (§5.1); the others are about a connection or a proxy.
    private static readonly FrozenSet<string> Never = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Age", "Connection", "HTTP2-Settings", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization",
        "Proxy-Connection", "Proxy-Status", "TE", "Trailer", "Transfer-Encoding", "Upgrade");

    /// <summary>
    /// The fields to store, in order: without those of the connection, those that <c>Connection</c> names, and those that
    /// <c>no-cache="…"</c> and <c>private="…"</c> name. A response without <c>Date</c> gets the time at which it arrived
    /// (RFC 9110 §6.6.1).
    /// </summary>
    public static ImmutableArray<KeyValuePair<string, StringValues>> Select(ResponseFacts response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var (headers, directives) = (response.Headers, response.Directives);
        var named = Connection(headers);
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, StringValues>>(headers.Count + 1);
        foreach (var field in headers)
        {
            if (field.Value.Count > 0 && !Never.Contains(field.Key) && named?.Contains(field.Key) != true && !IsNamed(field.Key, directives))
                fields.Add(field);
        }

        if (headers.Date.Count == 0)
            fields.Add(new("Date", HttpDate.Format(response.Received)));
        return fields.DrainToImmutable();
    }

    /// <summary>Whether <c>no-cache="…"</c> or <c>private="…"</c> names the field.</summary>
    internal static bool IsNamed(string field, ResponseDirectives directives) =>
        Contains(directives.NoCacheFields, field) || Contains(directives.PrivateFields, field);

    /// <summary>Whether it is about a connection or a proxy, whatever the response says.</summary>
    internal static bool IsNever(string field) => Never.Contains(field);

    /// <summary>The names in <c>Connection</c> (RFC 9110 §7.6.1); null where there are none.</summary>
    internal static HashSet<string>? Connection(IHeaderDictionary headers)
    {
        HashSet<string>? names = null;
        foreach (var member in headers.Connection.Count == 0 ? [] : HttpList.Split(headers.Connection))
            (names ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase)).Add(member);
        return names;
    }

    private static bool Contains(ImmutableArray<string> names, string field)
    {
        foreach (var name in names)
        {
            if (name.Equals(field, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
