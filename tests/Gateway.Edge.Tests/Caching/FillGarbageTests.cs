using Gateway.Edge.Caching;
using Gateway.Edge.Caching.Entries;

namespace Gateway.Edge.Tests.Caching;

/// <summary>What storing leaves behind is collected before it is old, and no more often than that.</summary>
public sealed class FillGarbageTests
{
    [Theory]
    [InlineData(1L << 30, 171_798_691)]
    [InlineData(1L << 20, 33_554_432)]
    public void Filled_WhenTheMarkIsAllocated_CollectsOnce(long capacity, long mark)
    {
        var (heap, asked) = ((Allocated: 7L, Collections: 3), 0);
        var garbage = new FillGarbage(capacity, () => heap, () => (heap.Collections, asked) = (heap.Collections + 1, asked + 1));

        heap.Allocated += mark - 1;
        garbage.Filled();
        Assert.Equal(0, asked);
        heap.Allocated++;
        garbage.Filled();
        Assert.Equal(1, asked);
        heap.Allocated += mark - 1;
        garbage.Filled();
        Assert.Equal(1, asked);
        heap.Allocated++;
        garbage.Filled();
        Assert.Equal(2, asked);
    }

    [Fact]
    public void Filled_CollectedMeanwhile_CountsFromThere()
    {
        var (heap, asked) = ((Allocated: 0L, Collections: 0), 0);
        var garbage = new FillGarbage(1, () => heap, () => asked++);

        heap = (40 << 20, 1);
        garbage.Filled();
        heap.Allocated += 30 << 20;
        garbage.Filled();
        Assert.Equal(0, asked);
        heap.Allocated += 2 << 20;
        garbage.Filled();
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData(0, 16_777_216)]
    [InlineData(1L << 30, 67_108_864)]
    public void OldGarbage_ASixteenthMoreThanAfterTheLastCollection_IsDueOnce(long after, long growth)
    {
        var old = new OldGarbage();

        Assert.False(old.IsDue(after, collection: 7));
        Assert.False(old.IsDue(after + growth - 1, collection: 7));
        Assert.True(old.IsDue(after + growth, collection: 7));
        Assert.False(old.IsDue(after + (2 * growth), collection: 7));
    }

    [Fact]
    public void OldGarbage_CollectedMeanwhile_CountsFromThere()
    {
        var old = new OldGarbage();
        old.IsDue(100 << 20, collection: 1);
        Assert.True(old.IsDue(200 << 20, collection: 1));

        Assert.False(old.IsDue(150 << 20, collection: 2));
        Assert.False(old.IsDue(160 << 20, collection: 2));
        Assert.True(old.IsDue(170 << 20, collection: 2));
    }

    [Theory]
    [InlineData(1L << 20, 786_432)]
    [InlineData(256L << 20, 201_326_592)]
    [InlineData(1L << 40, (1L << 40) - (64L << 20))]
    public void Capacity_LeavesRoomForWhatFillingLeavesBehind(long capacity, long store) =>
        Assert.Equal(store, new CacheOptions { Capacity = capacity }.StoreCapacity);
}
