using Gateway.HttpCaching.Fields;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Reuse;

/// <summary>Methods, as far as caches tell them apart (RFC 9110 §9).</summary>
public enum RequestMethod
{
    /// <summary><c>GET</c>.</summary>
    Get,

    /// <summary><c>HEAD</c>.</summary>
    Head,

    /// <summary><c>POST</c>.</summary>
    Post,

    /// <summary>Safe, not cached here: <c>OPTIONS</c>, <c>TRACE</c>, <c>PROPFIND</c>, <c>REPORT</c>, <c>SEARCH</c>, <c>QUERY</c>.</summary>
    OtherSafe,

    /// <summary>All others, the unknown among them: they may change things (RFC 9111 §4.4).</summary>
    OtherUnsafe,
}

/// <summary>Which fields that matter to a cache a request has.</summary>
[Flags]
public enum RequestTraits
{
    /// <summary>None: the common request.</summary>
    None = 0,

    /// <summary><c>Cache-Control</c> or <c>Pragma</c> with a directive that is known.</summary>
    Directives = 1,

    /// <summary><c>If-None-Match</c> or <c>If-Modified-Since</c>.</summary>
    Conditional = 2,

    /// <summary><c>If-Match</c> or <c>If-Unmodified-Since</c>: for the origin alone to judge (RFC 9111 §4.3.2).</summary>
    OriginCondition = 4,

    /// <summary><c>Range</c>.</summary>
    Range = 8,

    /// <summary><c>Authorization</c>.</summary>
    Authorization = 16,

    /// <summary>Content: a length other than 0, <c>Transfer-Encoding</c>, or what the protocol itself frames.</summary>
    Content = 32,

    /// <summary><c>Upgrade</c> to another protocol, or <c>Expect</c>: not for a stored response to answer.</summary>
    Upgrade = 64,

    /// <summary><c>A-IM</c> beside <c>If-None-Match</c>: the origin may answer with what is new since (226, RFC 3229 §5.1).</summary>
    Delta = 128,
}

/// <summary>What a cache needs to know of a request, read once. The common one (no field that matters) costs no parsing and no allocation.</summary>
public readonly record struct RequestFacts
{
    private const RequestTraits Plain = RequestTraits.Conditional | RequestTraits.Authorization;

    /// <summary>The method.</summary>
    public RequestMethod Method { get; private init; }

    /// <summary>Which fields that matter are there.</summary>
    public RequestTraits Traits { get; private init; }

    /// <summary>The directives; none where the options say to ignore them, but for <c>no-store</c> and <c>only-if-cached</c>.</summary>
    public RequestDirectives Directives { get; private init; }

    /// <summary>
    /// Whether a fresh stored response answers the request as it is (a conditional one perhaps with 304), without a look at
    /// any other of its fields.
    /// </summary>
    public bool IsPlain => Method <= RequestMethod.Head && (Traits & ~Plain) == RequestTraits.None;

    /// <summary>Whether the method may change things at the origin (RFC 9110 §9.2.1).</summary>
    public bool IsUnsafe => Method is RequestMethod.Post or RequestMethod.OtherUnsafe;

    /// <summary>Whether the request has any of these.</summary>
    public bool Has(RequestTraits traits) => (Traits & traits) != RequestTraits.None;

    /// <summary>Reads a request.</summary>
    /// <param name="method">As sent; methods are case-sensitive.</param>
    /// <param name="headers">Its fields.</param>
    /// <param name="options">The cache's options.</param>
    /// <param name="mayHaveContent">Whether content may follow that no field tells of (RFC 9113 §8.1, RFC 9114 §4.1).</param>
    public static RequestFacts Read(string method, IHeaderDictionary headers, CachingOptions options, bool mayHaveContent = false)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(options);
        var kind = Kind(method);
        var traits = TraitsOf(headers, kind) | (mayHaveContent ? RequestTraits.Content : RequestTraits.None);
        var directives = default(RequestDirectives);
        if (headers.CacheControl.Count > 0 || headers.Pragma.Count > 0)
        {
            directives = RequestDirectives.Parse(headers.CacheControl, headers.Pragma);
            if (!options.HonorRequestDirectives)
                directives = directives.OnlyBinding();
            if (directives != default)
                traits |= RequestTraits.Directives;
        }

        return new RequestFacts { Method = kind, Traits = traits, Directives = directives };
    }

    private static RequestTraits TraitsOf(IHeaderDictionary headers, RequestMethod method)
    {
        var traits = RequestTraits.None;
        if (headers.IfNoneMatch.Count > 0 || headers.IfModifiedSince.Count > 0)
            traits |= RequestTraits.Conditional;
        if (headers.IfMatch.Count > 0 || headers.IfUnmodifiedSince.Count > 0)
            traits |= RequestTraits.OriginCondition;
        if (method == RequestMethod.Get && headers.Range.Count > 0)
            traits |= RequestTraits.Range;
        if (headers.Authorization.Count > 0)
            traits |= RequestTraits.Authorization;
        if (headers.TransferEncoding.Count > 0 || headers.ContentLength is > 0)
            traits |= RequestTraits.Content;
        if (headers.Expect.Count > 0 || (headers.Upgrade.Count > 0 && !IsUpgradeOfHttp(headers.Upgrade)))
            traits |= RequestTraits.Upgrade;
        if (headers.IfNoneMatch.Count > 0 && headers.ContainsKey("A-IM"))
            traits |= RequestTraits.Delta;
        return traits;
    }

    // Clients offer HTTP/2 this way with any request; whoever does not want it answers as always (RFC 9113 §3.1).
    private static bool IsUpgradeOfHttp(Microsoft.Extensions.Primitives.StringValues upgrade) => upgrade is ["h2c"];

    private static RequestMethod Kind(string method) => method switch
    {
        "GET" => RequestMethod.Get,
        "HEAD" => RequestMethod.Head,
        "POST" => RequestMethod.Post,
        "OPTIONS" or "TRACE" or "PROPFIND" or "REPORT" or "SEARCH" or "QUERY" => RequestMethod.OtherSafe,
        _ => RequestMethod.OtherUnsafe,
    };
}
