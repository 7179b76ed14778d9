using System.Runtime.InteropServices;
using Gateway.HttpCaching.Fields;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Freshness;

/// <summary>What a lifetime was taken from (RFC 9111 §4.2.1).</summary>
public enum LifetimeSource
{
    /// <summary>Nothing: not fresh.</summary>
    None,

    /// <summary><c>s-maxage</c>.</summary>
    SharedMaxAge,

    /// <summary><c>max-age</c>.</summary>
    MaxAge,

    /// <summary><c>Expires</c> less <c>Date</c>.</summary>
    Expires,

    /// <summary>A part of the time since <c>Last-Modified</c> (§4.2.2).</summary>
    Heuristic,
}

/// <summary>For how long a response is fresh, counted from age 0 (RFC 9111 §4.2.1).</summary>
/// <param name="Span">Not below zero.</param>
/// <param name="Source">What it was taken from.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FreshnessLifetime(TimeSpan Span, LifetimeSource Source)
{
    /// <summary>Whether the origin named it.</summary>
    public bool IsExplicit => Source is LifetimeSource.SharedMaxAge or LifetimeSource.MaxAge or LifetimeSource.Expires;

    /// <summary>
    /// The lifetime for a shared cache. An <c>Expires</c> that is no date, or comes twice, is in the past (§5.3); a targeted
    /// field replaces it (RFC 9213 §2.2). The heuristic needs a status that allows it, or <c>public</c> (§4.2.2).
    /// </summary>
    /// <param name="status">The status code.</param>
    /// <param name="headers">The response's fields.</param>
    /// <param name="directives">Its directives.</param>
    /// <param name="received">When it was received; stands in for a <c>Date</c> that is missing or invalid (RFC 9110 §6.6.1).</param>
    /// <param name="options">Bounds of the heuristic.</param>
    public static FreshnessLifetime Of(int status, IHeaderDictionary headers, ResponseDirectives directives, DateTimeOffset received, CachingOptions options)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(directives);
        ArgumentNullException.ThrowIfNull(options);
        if (directives.SharedMaxAge is { } shared)
            return new(TimeSpan.FromSeconds(shared), LifetimeSource.SharedMaxAge);
        if (directives.MaxAge is { } seconds)
            return new(TimeSpan.FromSeconds(seconds), LifetimeSource.MaxAge);

        var date = DateField.Read(headers.Date, received) ?? received;
        if (!directives.IsTargeted && headers.Expires.Count > 0)
            return new(Clamp((DateField.Read(headers.Expires, received) ?? date) - date), LifetimeSource.Expires);

        if ((directives.Public || StatusCodes.IsHeuristic(status)) && DateField.Read(headers.LastModified, received) is { } modified && modified < date)
            return new(Smaller((date - modified) * options.HeuristicFraction, options.HeuristicLimit), LifetimeSource.Heuristic);

        return default;
    }

    private static TimeSpan Clamp(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : Smaller(span, TimeSpan.FromSeconds(DeltaSeconds.Maximum));

    private static TimeSpan Smaller(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
