using System.Collections.Immutable;
using Gateway.Contracts.Topics;

namespace Gateway.Grains.Tests.Hosting;

[GenerateSerializer, Alias("test.StandInTopicState")]
public sealed class StandInTopicState
{
    [Id(0)] public Dictionary<string, EntryReference> Live { get; set; } = [];

    [Id(1)] public Dictionary<string, EntryReference> Gone { get; set; } = [];

    [Id(2)] public long Revision { get; set; }
}

/// <summary>A topic that keeps the intake's contract with one row and no index.</summary>
public sealed class StandInTopicGrain([PersistentState("topic")] IPersistentState<StandInTopicState> row) : Grain, ITopicGrain
{
    public async Task<TopicHeader> Apply(ImmutableArray<TopicOperation> operations)
    {
        var state = row.State;
        foreach (var operation in operations)
        {
            var slug = operation.Entry.Slug;
            var known = state.Live.GetValueOrDefault(slug) ?? state.Gone.GetValueOrDefault(slug);
            if (known is not null && known.Revision >= operation.Entry.Revision)
                continue;
            state.Live.Remove(slug);
            state.Gone.Remove(slug);
            (operation.Kind == TopicOperationKind.Put ? state.Live : state.Gone).Add(slug, operation.Entry);
            state.Revision++;
        }

        try
        {
            await row.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }

        return await Describe();
    }

    public Task<TopicHeader> Describe() => Task.FromResult(new TopicHeader
    {
        Key = this.GetPrimaryKeyString(),
        DisplayName = "",
        Exists = row.State.Revision > 0,
        Revision = row.State.Revision,
        Version = "",
        LastModified = default,
        Count = row.State.Live.Count,
    });

    public Task<ImmutableArray<EntryReference>> References(long fromOldest, int count) =>
        Task.FromResult<ImmutableArray<EntryReference>>([.. row.State.Live.Values.OrderBy(entry => entry.Published).ThenByDescending(entry => entry.Id, StringComparer.Ordinal)]);

    public Task<FeedAnswer> Feed(FeedQuery query) => throw new NotSupportedException();

    public Task<TopicListing> List(ListingQuery query) => throw new NotSupportedException();
}
