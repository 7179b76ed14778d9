using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Gateway.Placement;

/// <summary>
/// Which silo owns a key: highest random weight (Thaler and Ravishankar, 1998). The same answer wherever the same names are
/// known, in every version: edges send a request where the silos have placed the grain. One name more or less moves only the
/// keys that are its own.
/// </summary>
public static class Rendezvous
{
    private const long Seed = 0;

    /// <summary>The hash of a silo's name, to be kept beside it.</summary>
    /// <param name="name">The name, compared by its UTF-16 code units.</param>
    public static ulong HashOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(name.AsSpan()), Seed);
    }

    /// <summary>What a silo has for a key: the greatest owns it.</summary>
    /// <param name="silo">The hash of the silo's name.</param>
    /// <param name="key">The hash of the key.</param>
    public static ulong Weigh(ulong silo, ulong key)
    {
        // The finaliser of SplitMix64: every bit of both decides on every bit of the weight.
        var mixed = unchecked(silo ^ (key * 0x9E3779B97F4A7C15UL));
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>The index of the silo that owns a key; -1 where there is none. Of equal weights the first one's, by the order given.</summary>
    /// <param name="silos">The hashes of the silos' names, in an order that all agree on.</param>
    /// <param name="key">The key, see <see cref="PlacementKey"/>.</param>
    public static int Owner(ReadOnlySpan<ulong> silos, string key)
    {
        var hash = HashOf(key);
        var (owner, greatest) = (-1, 0UL);
        for (var i = 0; i < silos.Length; i++)
        {
            var weight = Weigh(silos[i], hash);
            if (owner < 0 || weight > greatest)
                (owner, greatest) = (i, weight);
        }

        return owner;
    }
}
