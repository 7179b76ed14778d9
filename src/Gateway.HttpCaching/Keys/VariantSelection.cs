using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Keys;

/// <summary>Chooses among the responses stored under one key (RFC 9111 §4, §4.1).</summary>
public static class VariantSelection
{
    /// <summary>
    /// The stored response for a request: of those that match the one with the latest <c>Date</c>, a whole before a part of the
    /// same date. Null where none matches: the request is then a <see cref="ForwardReason.VaryMiss"/>, or a
    /// <see cref="ForwardReason.UriMiss"/> where nothing is stored.
    /// </summary>
    /// <typeparam name="T">What the store keeps.</typeparam>
    public static T? Select<T>(ReadOnlySpan<T> stored, IHeaderDictionary request, CachingOptions options)
        where T : class, IStoredResponse
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        T? best = null;
        foreach (var candidate in stored)
        {
            if (IsLater(candidate.Facts, best?.Facts) && candidate.Facts.Variant.Matches(request))
                best = candidate;
        }

        return best ?? (options.MatchContentLanguage ? ByLanguage(stored, request) : null);
    }

    private static T? ByLanguage<T>(ReadOnlySpan<T> stored, IHeaderDictionary request)
        where T : class, IStoredResponse
    {
        T? best = null;
        string? wanted = null;
        foreach (var candidate in stored)
        {
            var facts = candidate.Facts;
            if (facts.ContentLanguage is null || !facts.Variant.Nominates("accept-language") || !IsLater(facts, best?.Facts))
                continue;

            wanted ??= LanguagePreference.MostWanted(request.AcceptLanguage) ?? "";
            if (string.Equals(facts.ContentLanguage, wanted, StringComparison.OrdinalIgnoreCase) && facts.Variant.MatchesExcept(request, "accept-language"))
                best = candidate;
        }

        return best;
    }

    private static bool IsLater(StoredFacts candidate, StoredFacts? best) =>
        best is null || candidate.DateTicks > best.DateTicks || (candidate.DateTicks == best.DateTicks && best.Part is not null && candidate.Part is null);
}
