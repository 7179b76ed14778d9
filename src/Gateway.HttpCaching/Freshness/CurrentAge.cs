using Gateway.HttpCaching.Fields;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Freshness;

/// <summary>The age of a response (RFC 9111 §4.2.3).</summary>
public static class CurrentAge
{
    /// <summary>
    /// The instant at which the response would have been of age 0; its age at any later instant is the difference. Dates have
    /// whole seconds, so the apparent age is counted in them: a fraction of a second is no age.
    /// </summary>
    /// <param name="headers">The response's fields (<c>Date</c>, <c>Age</c>).</param>
    /// <param name="requested">When the request for it was sent.</param>
    /// <param name="received">When its fields arrived.</param>
    public static DateTimeOffset Born(IHeaderDictionary headers, DateTimeOffset requested, DateTimeOffset received)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var delay = received > requested ? received - requested : TimeSpan.Zero;
        var corrected = TimeSpan.FromSeconds(AgeField.Parse(headers.Age)) + delay;
        var apparent = DateField.Read(headers.Date, received) is { } date
            ? TimeSpan.FromSeconds(Math.Max(0, received.ToUnixTimeSeconds() - date.ToUnixTimeSeconds()))
            : TimeSpan.Zero;

        var age = apparent > corrected ? apparent : corrected;
        return age.Ticks < received.UtcTicks ? received - age : DateTimeOffset.MinValue;
    }
}
