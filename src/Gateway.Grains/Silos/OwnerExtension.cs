namespace Gateway.Grains.Silos;

/// <summary>What every grain can be asked, whatever it does.</summary>
[Alias("gateway.IOwnerExtension")]
internal interface IOwnerExtension : IGrainExtension
{
    /// <summary>Has the grain go to the silo that owns it, once it is idle; nothing where it is there.</summary>
    [Alias("Settle")]
    Task Settle();
}

/// <inheritdoc cref="IOwnerExtension"/>
internal sealed class OwnerExtension(IGrainContextAccessor activation, SiloDirectory silos, OwnedKeys keys, ILocalSiloDetails local) : IOwnerExtension
{
    /// <inheritdoc />
    public Task Settle()
    {
        var context = activation.GrainContext;
        if (silos.OwnerOf(keys.Of(context.GrainId)) is { } owner && !owner.Equals(local.SiloAddress))
            context.Migrate(requestContext: null);
        return Task.CompletedTask;
    }
}
