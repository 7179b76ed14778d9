using Microsoft.Extensions.Options;

namespace Gateway.Grains.Rendering;

/// <summary>The index pages read last, of all indexes of the silo.</summary>
internal sealed class PageCache(IOptions<RenderingOptions> options)
{
    private readonly BoundedCache<(GrainId Grain, long Page), (object Content, long Weight)> _pages =
        new(options.Value.PageCacheBytes, static page => page.Weight);

    public object? TryGet(GrainId grain, long page) => _pages.TryGet((grain, page), out var kept) ? kept.Content : null;

    public void Keep(GrainId grain, long page, object content, long weight) => _pages.Keep((grain, page), (content, weight));
}
