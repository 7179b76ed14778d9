using System.Collections.Concurrent;
using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Fills;
using Gateway.Edge.Invalidation;

namespace Gateway.Edge.Caching.Changes;

/// <summary>
/// Makes stored responses stale when their origin says that they changed, and refreshes at once those that are asked for
/// often: their readers go on with what is there for as long as <see cref="CacheOptions.RefreshGrace"/>.
/// </summary>
internal sealed class Invalidations(SharedCache cache, TimeProvider time) : IInvalidations
{
    private readonly CacheOptions _options = cache.Services.Options;
    private readonly SemaphoreSlim _refreshing = new(cache.Services.Options.ConcurrentRefreshes);
    private readonly ConcurrentDictionary<CachedResponse, Task> _refreshes = new();

    public void Changed(string source, long epoch, long sequence, IEnumerable<string> tags, bool drop)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var position = new SourcePosition(source, epoch, sequence);
        var hasTags = false;
        foreach (var tag in tags)
        {
            hasTags = true;
            // First what is under way, then what is there: what is stored between the two is found by the second look.
            cache.Changes.Changed(tag, position, drop);
            foreach (var key in cache.Store.FindTagged(tag))
            {
                foreach (var entry in cache.Store.Peek(key))
                    Change(entry, tag, position, drop);
            }
        }

        if (!hasTags)
            cache.Changes.Source(source).Open(epoch, sequence);
    }

    public async Task RefreshedAsync(IEnumerable<string> tags, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(tags);
        List<(CachedResponse Entry, Task Refresh)>? pending = null;
        foreach (var tag in tags)
        {
            foreach (var key in cache.Store.FindTagged(tag))
            {
                foreach (var entry in cache.Store.Peek(key))
                {
                    if (_refreshes.TryGetValue(entry, out var refresh))
                        (pending ??= []).Add((entry, refresh));
                }
            }
        }

        if (pending is null)
            return;
        await Task.WhenAll(pending.Select(p => p.Refresh)).WaitAsync(deadline, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var now = time.GetUtcNow();
        foreach (var (entry, _) in pending)
            entry.Change(f => f.AsStale(now));
    }

    public void Lost(string source) => cache.Changes.Source(source).Lose();

    public void Missed() => cache.Changes.Doubt();

    private void Change(CachedResponse entry, string tag, SourcePosition position, bool drop)
    {
        if (!entry.Tags.Contains(tag, StringComparer.Ordinal) || entry.Marks.Includes(position))
            return;
        if (drop)
        {
            cache.Store.Remove(entry.Key, entry);
            return;
        }

        var now = time.GetUtcNow();
        if (entry.ChangedTicks == 0)
            entry.ChangedTicks = now.UtcTicks;
        var isHot = entry.UsedTicks > 0 && now.UtcTicks - entry.UsedTicks <= _options.HotWithin.Ticks && entry.Facts.IsFresh(now);
        if (!isHot)
        {
            entry.Change(f => f.AsStale(now));
            return;
        }

        entry.Change(f => f.AsStale(now + _options.RefreshGrace));
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_refreshes.TryAdd(entry, done.Task))
            _ = RefreshAsync(entry, done);
    }

    private async Task RefreshAsync(CachedResponse entry, TaskCompletionSource done)
    {
        try
        {
            // Not on the thread of whoever told of the change.
            await Task.Yield();
            await _refreshing.WaitAsync();
            try
            {
                Fill fill;
                bool leads;
                do
                {
                    var key = new FillKey(entry.Key, entry.Facts.Variant);
                    (fill, leads) = cache.Fills.JoinOrStart(key, () => FillRequest.Refreshing(entry, cache.Services.Rules), hasReader: false);
                    await fill.Done;
                }
                while (!leads);
            }
            finally
            {
                _refreshing.Release();
            }
        }
        finally
        {
            // If nothing took its place it counts from now on as what it is.
            var now = time.GetUtcNow();
            entry.Change(f => f.AsStale(now));
            _refreshes.TryRemove(entry, out _);
            done.TrySetResult();
        }
    }
}
