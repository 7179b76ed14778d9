using Gateway.Contracts.Articles;

namespace Gateway.Grains.Addresses;

/// <summary>Asked once in an article's life, so it does not stay.</summary>
internal sealed class AddressGrain([PersistentState("address")] IPersistentState<AddressState> row) : Grain, IAddressGrain
{
    public async Task<string> Reserve(string slug)
    {
        ArgumentException.ThrowIfNullOrEmpty(slug);
        // Also where the write fails: whether it is stored is unknown then, and the next activation reads what is.
        DeactivateOnIdle();
        if (row.State.Slug.Length > 0)
            return row.State.Slug;

        row.State = new AddressState { Slug = slug };
        await row.WriteStateAsync();
        return slug;
    }
}
