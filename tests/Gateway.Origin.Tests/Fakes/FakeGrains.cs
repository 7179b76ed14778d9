using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;

namespace Gateway.Origin.Tests.Fakes;

/// <summary>Grains without a silo.</summary>
internal sealed class FakeGrains(FakeStore store) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        IGrainWithStringKey grain = typeof(TGrainInterface) switch
        {
            var t when t == typeof(IArticleGrain) => new FakeArticle(store, primaryKey),
            var t when t == typeof(ITopicGrain) => new FakeTopic(store, primaryKey),
            var t when t == typeof(IDirectoryGrain) => new FakeDirectory(store),
            var t => throw new NotSupportedException(t.Name),
        };
        return (TGrainInterface)grain;
    }

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => (TGrainInterface)(IGrainWithIntegerKey)new FakeIntake(store);

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey => throw new NotSupportedException();

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => throw new NotSupportedException();

    public IAddressable GetGrain(GrainId grainId) => throw new NotSupportedException();

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => throw new NotSupportedException();

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => throw new NotSupportedException();

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) => throw new NotSupportedException();

    private sealed class FakeIntake(FakeStore store) : IIntakeGrain
    {
        public Task<ImmutableArray<ChangeOutcome>> Submit(ImmutableArray<ArticleChange> changes) => store.SubmitAsync(changes);

        public Task Resume() => Task.CompletedTask;
    }

    private sealed class FakeArticle(FakeStore store, string slug) : IArticleGrain
    {
        public Task<ArticleVerdict> Apply(long sequence, ArticleChange change) => throw new NotSupportedException();

        public Task<ArticleVerdict> Resume(long sequence) => throw new NotSupportedException();

        public Task Settle(long sequence) => throw new NotSupportedException();

        public Task<ArticleHeader?> Describe() => Task.FromResult(Placed(store.Describe(slug), store.Journal.Position));

        public Task<ChangePosition?> Absent() => Task.FromResult<ChangePosition?>(store.Describe(slug) is null ? store.Journal.Position : null);

        public Task<ArticleContent?> ReadRevision(long revision) => throw new NotSupportedException();

        public async Task<ArticleRepresentation?> Represent(ArticleFormat format)
        {
            var position = store.Journal.Position;
            await store.BeforeRead();
            return store.Represent(slug, format) is { } found ? found with { Header = found.Header with { Position = position } } : null;
        }

        private static ArticleHeader? Placed(ArticleHeader? header, ChangePosition position) => header is null ? null : header with { Position = position };
    }

    private sealed class FakeTopic(FakeStore store, string key) : ITopicGrain
    {
        public Task<TopicHeader> Apply(ImmutableArray<TopicOperation> operations) => throw new NotSupportedException();

        public Task<TopicHeader> Describe() => Task.FromResult(store.Header(key) with { Position = store.Journal.Position });

        public async Task<FeedAnswer> Feed(FeedQuery query)
        {
            var position = store.Journal.Position;
            await store.BeforeRead();
            var feed = store.Feed(key, query);
            return feed with { Status = store.TopicStatus ?? feed.Status, Header = feed.Header with { Position = position } };
        }

        public Task<TopicListing> List(ListingQuery query)
        {
            var listing = store.List(key, query);
            return Task.FromResult(listing with { Status = store.TopicStatus ?? listing.Status, Header = listing.Header with { Position = store.Journal.Position } });
        }

        public Task<ImmutableArray<EntryReference>> References(long fromOldest, int count) => Task.FromResult(store.References(key, fromOldest, count));
    }

    private sealed class FakeDirectory(FakeStore store) : IDirectoryGrain
    {
        public Task Report(ImmutableArray<DirectoryEntry> entries) => throw new NotSupportedException();

        public Task<DirectoryListing> List(string? after, int count) => Task.FromResult(Listing());

        public Task<DirectoryListing> Largest(int count) => Task.FromResult(Listing());

        private DirectoryListing Listing() => new()
        {
            Entries = [new DirectoryEntry { Name = "ai", DisplayName = "A<I", Count = 1, LastModified = DateTimeOffset.UnixEpoch.AddYears(50) }],
            Version = store.TopicVersion,
            LastModified = DateTimeOffset.UnixEpoch.AddYears(50),
            Position = store.DirectoryPosition ?? store.Journal.Position,
        };
    }
}
