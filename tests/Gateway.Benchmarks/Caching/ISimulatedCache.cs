namespace Gateway.Benchmarks.Caching;

/// <summary>A cache for the comparison: one thread, no values.</summary>
internal interface ISimulatedCache
{
    string Name { get; }

    /// <summary>Asks for an address, and stores it where it is missing.</summary>
    /// <returns>Whether it was there.</returns>
    bool Ask(int address, int size);
}

/// <summary>A node of the lists below.</summary>
internal sealed class Held(int address, int size)
{
    public int Address { get; } = address;

    public int Size { get; } = size;

    public int Uses { get; set; }

    public int Place { get; set; }
}
