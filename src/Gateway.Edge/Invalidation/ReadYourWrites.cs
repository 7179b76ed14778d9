using Gateway.Edge.Caching.Observing;
using Gateway.Trust;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Edge.Invalidation;

/// <summary>
/// Holds what a publisher is told until the cache no longer serves what was before: the publisher waits, not the readers.
/// </summary>
internal sealed class ReadYourWrites(
    Announcements announcements, IInvalidations cache, IOptions<InvalidationOptions> options, CacheMetrics metrics, TimeProvider time, ILogger<ReadYourWrites> logger)
{
    private readonly OnceAMinute _telling = new(time);

    /// <summary>Waits until what changed is refreshed or must be revalidated before use. Never fails.</summary>
    /// <param name="source">The field <c>Gateway-Source</c>.</param>
    /// <param name="changed">The field <c>Gateway-Changed</c>, or a record of a bulk answer.</param>
    public async Task HeardAsync(string? source, string? changed)
    {
        if (ChangedField.Parse(source, changed) is not { } field)
        {
            if (_telling.IsDue(out var times))
                Log.NotUnderstood(logger, $"{source} {changed}", times);
            if (source?.Split(':') is [{ Length: > 0 } silo, ..])
                announcements.Lost(silo);
            return;
        }

        var began = time.GetTimestamp();
        announcements.Answered(field);
        await cache.RefreshedAsync(field.Tags, options.Value.Hold);
        metrics.PublishHeld(time.GetElapsedTime(began));
    }
}
