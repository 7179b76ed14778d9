using System.Globalization;
using Gateway.Grains.Rendering;
using Orleans.Storage;

namespace Gateway.Grains.Index;

/// <summary>The pages of one grain's index in grain storage, each a state of its own named for its version.</summary>
/// <remarks>
/// Safe from any thread. Pages are immutable, so what was read is kept in a cache that all indexes of the silo share; a
/// page that is written is not, before it is read: only a committed version is sure to keep its content.
/// </remarks>
internal sealed class StoredPages<TKey, TEntry>(IGrainStorage storage, GrainId grain, PageCache cache) : IPageReader<TKey, TEntry>
{
    // A page that is cleared soon after it was written need not be read for its ETag.
    private const int ETagsKept = 1_024;

    private readonly Dictionary<long, string?> _etags = [];
    private readonly Queue<long> _written = new();
    private readonly Lock _lock = new();

    /// <inheritdoc />
    public async ValueTask<IndexPage<TKey, TEntry>> Read(long page)
    {
        if (cache.TryGet(grain, page) is IndexPage<TKey, TEntry> kept)
            return kept;
        var state = new GrainState<IndexPage<TKey, TEntry>>();
        await storage.ReadStateAsync(Name(page), grain, state);
        if (!state.RecordExists || state.State is not { } content)
            throw new PageGoneException($"Page {page} of {grain} is not stored.");
        Keep(page, content);
        return content;
    }

    /// <summary>Keeps a page whose version is committed.</summary>
    public void Keep(long page, IndexPage<TKey, TEntry> content) =>
        cache.Keep(grain, page, content, 200L * (content.Entries.Length + content.Children.Length + 1));

    /// <summary>Stores a page; fails where its version is taken.</summary>
    public async Task Write(long page, IndexPage<TKey, TEntry> content)
    {
        var state = new GrainState<IndexPage<TKey, TEntry>>(content);
        await storage.WriteStateAsync(Name(page), grain, state);
        lock (_lock)
        {
            _etags[page] = state.ETag;
            _written.Enqueue(page);
            if (_written.Count > ETagsKept)
                _etags.Remove(_written.Dequeue());
        }
    }

    /// <summary>Clears a page, if it is there.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> Clear(long page)
    {
        var state = new GrainState<IndexPage<TKey, TEntry>>();
        string? etag;
        lock (_lock)
            _etags.Remove(page, out etag);
        if (etag is not null)
            (state.ETag, state.RecordExists) = (etag, true);
        else
            await storage.ReadStateAsync(Name(page), grain, state);
        if (!state.RecordExists)
            return false;
        await storage.ClearStateAsync(Name(page), grain, state);
        return true;
    }

    /// <summary>How many pages from a version on are stored without a gap: what a crash left between pages and head.</summary>
    public async Task<int> CountFrom(long page)
    {
        for (var count = 0; ; count++)
        {
            var state = new GrainState<IndexPage<TKey, TEntry>>();
            await storage.ReadStateAsync(Name(page + count), grain, state);
            if (!state.RecordExists)
                return count;
        }
    }

    private static string Name(long page) => "page-" + page.ToString(CultureInfo.InvariantCulture);
}
