using Gateway.Syndication.Feeds;
using Orleans.Storage;

namespace Gateway.Grains.Addresses;

/// <summary>
/// Reserves addresses as the ids of articles, for ever, by the id that feeds make of them: what readers take for one article
/// must be one, however it is spelt. The conditional write of the row decides who holds one, so that no grain needs to stand
/// before it: it would live for one call in an article's life.
/// </summary>
internal sealed class AddressBook(IGrainStorage storage)
{
    private const string StateName = "address";

    private static readonly GrainType Type = GrainType.Create("address");

    /// <summary>The slug that holds the address: <paramref name="slug"/>, stored, if nobody held it before.</summary>
    public async Task<string> Reserve(string address, string slug)
    {
        ArgumentException.ThrowIfNullOrEmpty(slug);
        var row = Row(address);
        try
        {
            // Without an ETag: stored only where nothing is.
            await storage.WriteStateAsync(StateName, row, new GrainState<AddressState>(new AddressState { Slug = slug }));
            return slug;
        }
        catch (InconsistentStateException)
        {
            if (await Holder(address) is { } holder)
                return holder;
            throw;
        }
    }

    /// <summary>The slug that holds the address; null where nobody does.</summary>
    public async Task<string?> Holder(string address)
    {
        var held = new GrainState<AddressState>();
        await storage.ReadStateAsync(StateName, Row(address), held);
        return held is { RecordExists: true, State.Slug: { Length: > 0 } slug } ? slug : null;
    }

    private static GrainId Row(string address) => GrainId.Create(Type, AddressKey.Of(FeedAddress.Id(address)));
}
