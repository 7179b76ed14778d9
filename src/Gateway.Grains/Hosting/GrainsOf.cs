namespace Gateway.Grains.Hosting;

/// <summary>
/// The grains of one kind by their keys. The factory looks up the kind's interface and implementation by reflection for
/// each reference that it is asked for; here that happens once.
/// </summary>
internal sealed class GrainsOf<TGrain>(IGrainFactory factory)
    where TGrain : class, IGrainWithStringKey
{
    private readonly Lazy<(GrainType Type, GrainInterfaceType Interface)> _kind = new(() =>
    {
        var any = factory.GetGrain<TGrain>("any");
        return (any.GetGrainId().Type, ((GrainReference)(object)any).InterfaceType);
    });

    /// <summary>A reference to the grain with a key.</summary>
    public TGrain this[string key] => (TGrain)factory.GetGrain(GrainId.Create(_kind.Value.Type, key), _kind.Value.Interface);
}
