using CsCheck;
using Gateway.Grains.Index;

namespace Gateway.Grains.Tests.Index;

public sealed class IndexTests
{
    private static readonly Gen<(int Key, int Value)> Edit =
        Gen.Select(Gen.Int[0, 3_000], Gen.Frequency((3, Gen.Int[0, 9]), (2, Gen.Const(-1))));

    [Fact]
    public Task Index_RandomCommits_HoldsWhatASortedListWould()
    {
        var batches = Gen.Select(Gen.Bool, Edit.Array[1, 600]).Array[1, 12];
        return batches.SampleAsync(async commits =>
        {
            var model = new IndexModel();
            await model.Commit(Enumerable.Range(0, 1_200).Select(i => (i * 2, 0)));
            foreach (var (crashes, edits) in commits)
            {
                if (crashes)
                    await model.CrashBeforeHead(edits);
                await model.Check();
                await model.Commit(edits);
                await model.Check();
            }
        }, iter: 60);
    }

    [Fact]
    public Task Index_OneRangeEmptied_ShrinksToNothing()
    {
        return Gen.Int[300, 2_500].SelectMany(n => Gen.Shuffle(Enumerable.Range(0, n).ToArray())).SampleAsync(async order =>
        {
            var model = new IndexModel();
            foreach (var batch in order.Chunk(97))
                await model.Commit(batch.Select(key => (key, 0)));
            await model.Check();
            foreach (var batch in order.Reverse().Chunk(61))
            {
                await model.Commit(batch.Select(key => (key, -1)));
                await model.Check();
            }

            Assert.Null(model.State.Root);
            Assert.Empty(model.State.Tail);
        }, iter: 10);
    }

    [Fact]
    public async Task Index_InOrderArrivals_FillLeavesToExactlyOneHundred()
    {
        var model = new IndexModel();
        for (var key = 0; key < 20_050; key++)
            await model.Commit([(key, 0)]);
        await model.Check();
        for (var rank = 0L; rank < 20_000; rank += 100)
            Assert.Equal(100, (await model.Reader.LinkAt(rank))?.Count);
        Assert.True(model.PagesWritten < 800, $"{model.PagesWritten} pages");
    }

    [Fact]
    public async Task Index_OldArrivalInALargeIndex_TouchesAPathOnly()
    {
        var model = new IndexModel();
        await model.Commit(Enumerable.Range(0, 499_950).Select(i => (i * 2, 0)));
        var (read, written) = (model.PagesRead, model.PagesWritten);
        await model.Commit([(499_999, 1)]);
        Assert.InRange(model.PagesWritten - written, 2, 8);
        Assert.InRange(model.PagesRead - read, 2, 12);

        (read, written) = (model.PagesRead, model.PagesWritten);
        await model.Commit([(999_901, 1)]);
        Assert.Equal((read, written), (model.PagesRead, model.PagesWritten));
        await model.Reader.Range(model.State.Count - 200, 200);
        await model.Reader.LinkAt(model.State.Count - 201);
        Assert.Equal(read, model.PagesRead);
    }

    [Fact]
    public async Task Index_ABatch_WritesEachPageOnce()
    {
        var model = new IndexModel();
        await model.Commit(Enumerable.Range(0, 10_000).Select(i => (i * 2, 0)));
        var written = model.PagesWritten;
        await model.Commit(Enumerable.Range(0, 40).Select(i => ((i * 2) + 1, 0)));
        Assert.InRange(model.PagesWritten - written, 2, 6);
    }

    [Fact]
    public async Task Index_Rank_IsThePlaceInOrder()
    {
        var model = new IndexModel();
        await model.Commit(Enumerable.Range(0, 5_000).Select(i => (i * 2, 0)));
        for (var key = -1; key < 10_001; key += 13)
            Assert.Equal(Math.Clamp((key + 1) / 2, 0, 5_000), await model.Reader.RankOf(key));
        Assert.Equal(new Item(4_000, 0), await model.Reader.Find(4_000));
        Assert.Null(await model.Reader.Find(4_001));
        Assert.Null(await model.Reader.LeafAt(5_000));
        Assert.Null(await model.Reader.LeafAt(-1));
    }

    [Fact]
    public async Task Index_UntouchedLeaf_KeepsItsStamp()
    {
        var model = new IndexModel();
        await model.Commit(Enumerable.Range(0, 1_000).Select(i => (i * 2, 0)));
        var old = await Stamps(model);
        await model.Commit([(700, 5)]);
        var now = await Stamps(model);
        Assert.Equal([3], Enumerable.Range(0, 10).Where(i => old[i] != now[i]));
        await model.Commit([(1_999, 5)]);
        Assert.Equal(now, (await Stamps(model))[..10]);
    }

    private static async Task<List<LeafStamp?>> Stamps(IndexModel model)
    {
        var stamps = new List<LeafStamp?>();
        for (var rank = 0L; await model.Reader.LeafAt(rank) is { } leaf; rank += leaf.Link.Count)
            stamps.Add(leaf.Link.Stamp);
        return stamps;
    }
}
