using Gateway.Placement;

namespace Gateway.Edge.Silos;

/// <summary>A silo as an edge knows it.</summary>
/// <param name="Name">Its name; of a seed that has not said it yet, its address.</param>
/// <param name="Address">Its origin's base address.</param>
internal sealed record EdgeSilo(string Name, Uri Address)
{
    /// <summary>For <see cref="Rendezvous"/>.</summary>
    public ulong Hash { get; } = Rendezvous.HashOf(Name);

    /// <summary>Scheme, host and port.</summary>
    public string Authority { get; } = Address.GetLeftPart(UriPartial.Authority);
}
