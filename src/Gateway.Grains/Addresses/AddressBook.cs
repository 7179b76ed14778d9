using Orleans.Storage;

namespace Gateway.Grains.Addresses;

/// <summary>
/// Reserves addresses as the ids of articles, for ever. The conditional write of the row decides who holds one, so that
/// no grain needs to stand before it: it would live for one call in an article's life.
/// </summary>
internal sealed class AddressBook(IGrainStorage storage)
{
    private const string StateName = "address";

    private static readonly GrainType Type = GrainType.Create("address");

    /// <summary>The slug that holds the address: <paramref name="slug"/>, stored, if nobody held it before.</summary>
    public async Task<string> Reserve(string address, string slug)
    {
        ArgumentException.ThrowIfNullOrEmpty(slug);
        var row = GrainId.Create(Type, AddressKey.Of(address));
        try
        {
            // Without an ETag: stored only where nothing is.
            await storage.WriteStateAsync(StateName, row, new GrainState<AddressState>(new AddressState { Slug = slug }));
            return slug;
        }
        catch (InconsistentStateException)
        {
            var held = new GrainState<AddressState>();
            await storage.ReadStateAsync(StateName, row, held);
            if (held is { RecordExists: true, State.Slug.Length: > 0 })
                return held.State.Slug;
            throw;
        }
    }
}
