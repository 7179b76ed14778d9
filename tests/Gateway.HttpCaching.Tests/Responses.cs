using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Storing;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Tests;

/// <summary>Responses and stored responses from the text of table rows, received at <see cref="Headers.Now"/> without delay.</summary>
internal static class Responses
{
    public static CachingOptions Options { get; } = CachingOptions.Default;

    public static CacheKey Target { get; } = CacheKey.Create("http", "a.example", "/dir/page?q=1");

    public static ResponseFacts Of(string fields, int status = 200, CachingOptions? options = null) =>
        ResponseFacts.Read(status, Headers.Of(fields), Headers.Now, Headers.Now, options ?? Options);

    public static StoredFacts Stored(string fields, int status = 200, string request = "", CachingOptions? options = null)
    {
        var response = Of(fields, status, options);
        var headers = Headers.Of(request);
        return StoredFacts.Create(response, VaryKey.Create(response.Vary, headers), headers.Range);
    }

    public static RequestFacts Request(string fields, string method = "GET", CachingOptions? options = null) =>
        RequestFacts.Read(method, Headers.Of(fields), options ?? Options);

    /// <summary>"POST" in "POST Name: value|Name: value", and the fields behind it; GET where a row names no method.</summary>
    public static (string Method, IHeaderDictionary Headers) Message(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var word = space < 0 ? text : text[..space];
        return word.Length == 0 || word.EndsWith(':') ? ("GET", Headers.Of(text)) : (word, Headers.Of(space < 0 ? "" : text[(space + 1)..]));
    }
}
