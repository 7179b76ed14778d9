using System.Collections.Immutable;
using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Storing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Fills;

/// <summary>What became of a fill once the origin's head was there.</summary>
internal abstract record FillOutcome
{
    /// <summary>A stored response answers: the origin confirmed it, or failed while it may be served stale.</summary>
    /// <param name="Entry">The response.</param>
    /// <param name="OriginStatus">What the origin said; null where it could not be reached.</param>
    internal sealed record Stored(CachedResponse Entry, int? OriginStatus) : FillOutcome
    {
        /// <summary>Whether it is for the client alone whose request it was.</summary>
        public bool IsPersonal { get; init; }
    }

    /// <summary>An answer of the origin's (or of the proxy in its place), its content on the way.</summary>
    /// <param name="Status">The status code.</param>
    /// <param name="Fields">All fields, but those that are internal.</param>
    /// <param name="Facts">What the rules say of it.</param>
    /// <param name="Variant">Which requests it would answer; null for none but its own (<c>Vary: *</c>).</param>
    internal sealed record Arriving(int Status, ImmutableArray<KeyValuePair<string, StringValues>> Fields, ResponseFacts Facts, StoredFacts? Variant) : FillOutcome
    {
        /// <summary>Whether it is stored, so that others who asked for the same may have it.</summary>
        public bool IsShared { get; init; }

        /// <summary>The fields that others get: those that are stored.</summary>
        public ImmutableArray<KeyValuePair<string, StringValues>> SharedFields { get; init; } = [];

        /// <summary>Whether the cache will answer in codings of its own once it is stored.</summary>
        public bool VariesByCoding { get; init; }

        /// <summary>Whether the proxy speaks, the origin being away.</summary>
        public bool IsUnreachable { get; init; }

        public long? ContentLength { get; init; }

        /// <summary>Whether content follows at all.</summary>
        public bool HasContent { get; init; } = true;

        /// <summary>Fields after the content; complete once it has ended.</summary>
        public IHeaderDictionary Trailers { get; init; } = new HeaderDictionary();
    }

    /// <summary>It came to nothing before there was a head.</summary>
    internal sealed record Failed : FillOutcome;

    /// <summary>The origin was not asked: the answer was in the store already.</summary>
    internal sealed record Withdrawn : FillOutcome;
}
