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
    public static StoredFacts? Select(IReadOnlyList<StoredFacts> stored, IHeaderDictionary request, CachingOptions options)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        StoredFacts? best = null;
        for (var i = 0; i < stored.Count; i++)
        {
            var candidate = stored[i];
            if (IsLater(candidate, best) && candidate.Variant.Matches(request))
                best = candidate;
        }

        return best ?? (options.MatchContentLanguage ? ByLanguage(stored, request) : null);
    }

    private static StoredFacts? ByLanguage(IReadOnlyList<StoredFacts> stored, IHeaderDictionary request)
    {
        StoredFacts? best = null;
        string? wanted = null;
        for (var i = 0; i < stored.Count; i++)
        {
            var candidate = stored[i];
            if (candidate.ContentLanguage is null || !candidate.Variant.Nominates("accept-language") || !IsLater(candidate, best))
                continue;

            wanted ??= LanguagePreference.MostWanted(request.AcceptLanguage) ?? "";
            if (string.Equals(candidate.ContentLanguage, wanted, StringComparison.OrdinalIgnoreCase)
                && candidate.Variant.MatchesExcept(request, "accept-language"))
            {
                best = candidate;
            }
        }

        return best;
    }

    private static bool IsLater(StoredFacts candidate, StoredFacts? best) =>
        best is null || candidate.DateTicks > best.DateTicks || (candidate.DateTicks == best.DateTicks && best.Part is not null && candidate.Part is null);
}
