using Gateway.Contracts.Articles;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Topics;
using Gateway.Placement;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Gateway.Grains.Silos;

/// <summary>A grain lives on the silo that owns its key, where edges send who asks for it.</summary>
[Serializable, GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("gateway.OwnerPlacement")]
internal sealed class OwnerPlacement : PlacementStrategy
{
    public static OwnerPlacement Singleton { get; } = new();
}

/// <inheritdoc cref="OwnerPlacement"/>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OwnerPlacementAttribute() : PlacementAttribute(OwnerPlacement.Singleton);

/// <inheritdoc cref="OwnerPlacement"/>
internal sealed class OwnerPlacementDirector(SiloDirectory silos, OwnedKeys keys) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var compatible = context.GetCompatibleSilos(target);
        // Before the first view this silo knows of itself alone.
        return Task.FromResult(silos.OwnerOf(keys.Of(target.GrainIdentity), compatible) ?? (compatible.Contains(context.LocalSilo) ? context.LocalSilo : compatible[0]));
    }
}

/// <summary>From a grain's id to the key that it is owned by.</summary>
internal sealed class OwnedKeys(IGrainFactory grains)
{
    private readonly Lazy<(GrainType Article, GrainType Topic, GrainType Directory)> _types = new(() =>
        (grains.GetGrain<IArticleGrain>("any").GetGrainId().Type, grains.GetGrain<ITopicGrain>("any").GetGrainId().Type, grains.GetGrain<IDirectoryGrain>("any").GetGrainId().Type));

    /// <summary>See <see cref="PlacementKey"/>; of what no address shows, the id.</summary>
    public string Of(GrainId grain)
    {
        var (article, topic, directory) = _types.Value;
        if (grain.Type == article)
            return PlacementKey.OfArticle(grain.Key.ToString()!); // A grain has a key.
        if (grain.Type == topic)
            return PlacementKey.OfTopic(grain.Key.ToString()!); // A grain has a key.
        return grain.Type == directory ? PlacementKey.OfDirectory(grain.Key.ToString()!) : grain.ToString(); // A grain has a key.
    }
}
