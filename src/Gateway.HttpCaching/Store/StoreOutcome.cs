namespace Gateway.HttpCaching.Store;

/// <summary>What became of a response that was to be stored.</summary>
public enum StoreOutcome
{
    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>What is stored is newer.</summary>
    Outdated,

    /// <summary>It takes more memory than the store gives to one address (an eighth of its capacity).</summary>
    TooLarge,

    /// <summary>It brings more tags than the store keeps for one address.</summary>
    TooManyTags,

    /// <summary>The store is full of what is asked for more often.</summary>
    Refused,
}

/// <summary>Counts of a store, since it was made, and what it holds now.</summary>
/// <param name="Hits">Looks that found the address.</param>
/// <param name="Misses">Looks that did not.</param>
/// <param name="Admissions">New addresses that earned a place beyond the window.</param>
/// <param name="Rejections">New addresses that left again because all others were asked for more often.</param>
/// <param name="Evictions">Addresses that gave way to others, with all their variants.</param>
/// <param name="VariantEvictions">Variants that gave way to others of the same address.</param>
/// <param name="Removals">Addresses that were removed or purged.</param>
/// <param name="Entries">Addresses held.</param>
/// <param name="Tags">Tags that they carry.</param>
/// <param name="Bytes">Memory taken, in bytes.</param>
/// <param name="Capacity">Memory that may be taken, in bytes.</param>
public sealed record StoreStatistics(
    long Hits,
    long Misses,
    long Admissions,
    long Rejections,
    long Evictions,
    long VariantEvictions,
    long Removals,
    int Entries,
    int Tags,
    long Bytes,
    long Capacity);
