using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Freshness;
using Gateway.HttpCaching.Preconditions;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Storing;

/// <summary>A response just received, read once: everything that the rules ask of it.</summary>
public sealed record ResponseFacts
{
    private ResponseFacts(IHeaderDictionary headers, ResponseDirectives directives, VaryField vary)
    {
        Headers = headers;
        Directives = directives;
        Vary = vary;
    }

    /// <summary>The status code.</summary>
    public int Status { get; private init; }

    /// <summary>Its fields, as received.</summary>
    public IHeaderDictionary Headers { get; }

    /// <summary>Its directives for this cache.</summary>
    public ResponseDirectives Directives { get; }

    /// <summary>Its <c>Vary</c>.</summary>
    public VaryField Vary { get; }

    /// <summary>When the request for it was sent.</summary>
    public DateTimeOffset Requested { get; private init; }

    /// <summary>When its fields arrived.</summary>
    public DateTimeOffset Received { get; private init; }

    /// <summary>When it was of age 0 (RFC 9111 §4.2.3).</summary>
    public DateTimeOffset Born { get; private init; }

    /// <summary>Its <c>Date</c>; when it arrived where there is none (RFC 9110 §6.6.1).</summary>
    public DateTimeOffset Date { get; private init; }

    /// <summary>Its lifetime.</summary>
    public FreshnessLifetime Lifetime { get; private init; }

    /// <summary>What may be done with it past that.</summary>
    public StaleAllowance Stale { get; private init; }

    /// <summary>Its <c>ETag</c>; null where there is none or it is none.</summary>
    public EntityTag? ETag { get; private init; }

    /// <summary>Its <c>Last-Modified</c>; null where there is none or it is no date.</summary>
    public DateTimeOffset? LastModified { get; private init; }

    /// <summary>The range of a 206 (RFC 9110 §15.3.7.1); null for a whole, for several ranges, and where it cannot be read.</summary>
    public ContentRange? Range { get; private init; }

    /// <summary>Reads a response.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="headers">The fields, as received.</param>
    /// <param name="requested">When the request for it was sent.</param>
    /// <param name="received">When its fields arrived.</param>
    /// <param name="options">The cache's options.</param>
    public static ResponseFacts Read(int status, IHeaderDictionary headers, DateTimeOffset requested, DateTimeOffset received, CachingOptions options)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(options);
        var directives = ResponseDirectives.Parse(headers, options.TargetedFields);
        return new(headers, directives, VaryField.Parse(headers.Vary, options.ConnectionFields))
        {
            Status = status,
            Requested = requested,
            Received = received,
            Born = CurrentAge.Born(headers, requested, received),
            Date = DateField.Read(headers.Date, received) ?? received,
            Lifetime = FreshnessLifetime.Of(status, headers, directives, received, options),
            Stale = StaleAllowance.Of(directives, options),
            ETag = headers.ETag is [{ } text] && EntityTag.TryRead(text, out var tag, out var length) && length == text.Length ? tag : null,
            LastModified = DateField.Read(headers.LastModified, received),
            Range = status == 206 && headers.ContentRange is [var range] && ContentRange.TryParse(range, out var parsed) ? parsed : null,
        };
    }
}
