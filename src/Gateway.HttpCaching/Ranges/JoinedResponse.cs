using System.Collections.Immutable;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Storing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Ranges;

/// <summary>What a stored part becomes with another one joined to it (RFC 9111 §3.4).</summary>
/// <param name="Facts">Its facts.</param>
/// <param name="Fields">Its fields.</param>
public sealed record JoinedResponse(StoredFacts Facts, ImmutableArray<KeyValuePair<string, StringValues>> Fields)
{
    /// <summary>
    /// The stored part's fields, updated by those of the part just received (§3.2): what an origin has sent with the first part it
    /// leaves out of its answer to <c>If-Range</c> (RFC 9110 §15.3.7). Null where their contents are of different codings, and
    /// where what comes of it may not be stored.
    /// </summary>
    /// <param name="plan">How they are joined.</param>
    /// <param name="stored">The stored part's fields.</param>
    /// <param name="received">Those of the part just received that are to be stored, without <see cref="PartFields"/>.</param>
    /// <param name="response">That part.</param>
    /// <param name="isRest">Whether it was asked for with <c>If-Range</c>; else it has all its fields.</param>
    /// <param name="options">The cache's options.</param>
    public static JoinedResponse? Of(
        PartCombination plan,
        ImmutableArray<KeyValuePair<string, StringValues>> stored,
        ImmutableArray<KeyValuePair<string, StringValues>> received,
        ResponseFacts response,
        bool isRest,
        CachingOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(options);
        IHeaderDictionary merged = new HeaderDictionary(stored.Length + 8);
        foreach (var (name, value) in PartFields.WithoutOwn(stored))
            merged[name] = value;
        var coding = response.Headers.ContentEncoding;
        if (merged.ContentEncoding != coding && !(isRest && coding.Count == 0))
            return null;
        foreach (var (name, value) in received)
            merged[name] = value;
        merged.ContentLength = null;

        // What the newer part leaves out of its directives stays in force.
        var directives = ResponseDirectives.Parse(merged, options.TargetedFields);
        if (directives.Private || (directives.NoStore && !directives.MustUnderstand))
            return null;

        var fields = merged.ToImmutableArray();
        merged.Age = response.Headers.Age;
        var facts = ResponseFacts.Read(response.Status, merged, response.Requested, response.Received, options);
        return facts.Vary.IsAny ? null : new JoinedResponse(plan.Combined.Freshened(StoredFacts.Create(facts, plan.Combined.Variant)), fields);
    }
}
