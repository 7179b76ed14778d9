namespace Gateway.Grains.Index;

/// <summary>Clears what an index reaches no more, so that neither commits nor crashes leak pages.</summary>
internal sealed class PageKeeper<TKey, TEntry>(StoredPages<TKey, TEntry> pages)
{
    private readonly HashSet<long> _cleared = [];
    private Task _clearing = Task.CompletedTask;

    /// <summary>The state without the pages that are cleared by now.</summary>
    public IndexState<TKey, TEntry> WithoutCleared(IndexState<TKey, TEntry> state) =>
        _cleared.Count == 0 ? state : state with { Superseded = [.. state.Superseded.Where(page => !_cleared.Contains(page))] };

    /// <summary>Forgets what the stored head names no more.</summary>
    public void Committed(IndexState<TKey, TEntry> state) => _cleared.IntersectWith(state.Superseded);

    /// <summary>Clears what a committed state lists, in the background, unless that is being done.</summary>
    public void Clear(IndexState<TKey, TEntry> committed, Action<Exception> failed)
    {
        if (_clearing.IsCompleted && committed.Superseded.Any(page => !_cleared.Contains(page)))
            _clearing = ClearAll([.. committed.Superseded.Where(page => !_cleared.Contains(page))], failed);
    }

    /// <summary>
    /// The state to write first where a commit that never ended left pages; null where it left none. Writing it takes the
    /// head's ETag away from whoever may still be at that commit, so that the pages can be cleared after it.
    /// </summary>
    public async Task<IndexState<TKey, TEntry>?> Recover(IndexState<TKey, TEntry> state)
    {
        var left = await pages.CountFrom(state.NextPage);
        return left == 0 ? null : state with
        {
            NextPage = state.NextPage + left,
            Superseded = [.. state.Superseded, .. Enumerable.Range(0, left).Select(i => state.NextPage + i)],
        };
    }

    private async Task ClearAll(List<long> superseded, Action<Exception> failed)
    {
        try
        {
            foreach (var chunk in superseded.Chunk(256))
            {
                await Task.WhenAll(chunk.Select(pages.Clear));
                _cleared.UnionWith(chunk);
            }
        }
        catch (Exception exception)
        {
            failed(exception);
        }
    }
}
