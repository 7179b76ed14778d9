namespace Gateway.Grains.Silos;

/// <summary>What every grain can be asked, whatever it does.</summary>
[Alias("gateway.IOwnerExtension")]
internal interface IOwnerExtension : IGrainExtension
{
    /// <summary>
    /// Has the grain go to the silo that owns it, once it is idle; nothing where it is there. One that has just come, by the word of a
    /// silo that may know more or less than this one, is let be: it goes when it is asked again after <see cref="OwnerMoves.Rest"/>.
    /// </summary>
    [Alias("Settle")]
    Task Settle();
}

/// <inheritdoc cref="IOwnerExtension"/>
internal sealed class OwnerExtension(IGrainContextAccessor activation, SiloDirectory silos, OwnedKeys keys, ILocalSiloDetails local, TimeProvider time) : IOwnerExtension
{
    // Made with the first question: the activation is no younger than that.
    private readonly long _asked = time.GetTimestamp();

    /// <inheritdoc />
    public Task Settle()
    {
        var context = activation.GrainContext;
        if (time.GetElapsedTime(_asked) >= OwnerMoves.Rest && silos.OwnerOf(keys.Of(context.GrainId)) is { } owner && !owner.Equals(local.SiloAddress))
            context.Migrate(requestContext: null);
        return Task.CompletedTask;
    }
}
