namespace Gateway.Grains.Addresses;

/// <summary>Who holds an address. Stored; members are only ever added.</summary>
[GenerateSerializer, Immutable, Alias("gateway.AddressState")]
internal sealed record AddressState
{
    /// <summary>The slug that holds it; empty where nobody does.</summary>
    [Id(0)] public string Slug { get; init; } = "";
}
