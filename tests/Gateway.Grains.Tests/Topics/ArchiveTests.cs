using Gateway.Contracts.Changes;
using Gateway.Contracts.Topics;
using Microsoft.Extensions.DependencyInjection;
using static Gateway.Grains.Tests.Topics.TopicSilo;

namespace Gateway.Grains.Tests.Topics;

public sealed class ArchiveTests
{
    private const string Key = "topics/ai";

    [Theory]
    [InlineData(49, 50, 0)]
    [InlineData(50, 50, 0)]
    [InlineData(51, 50, 1)]
    [InlineData(100, 50, 1)]
    [InlineData(101, 50, 1)]
    [InlineData(350, 200, 2)]
    [InlineData(1_234, 50, 12)]
    public async Task Walk_FromTheHead_GivesEveryEntryOnce_AndOverlapsAtMostOneArchive(int count, int limit, int archives)
    {
        await using var silo = await Start(new());
        await silo.Topic(Key).Apply([.. Enumerable.Range(0, count).Select(n => Put(n))]);
        var walked = await Walk(silo.Topic(Key), limit);
        Assert.Equal(archives, walked.Count - 1);
        CheckWalk(walked, Enumerable.Range(0, count));
    }

    [Fact]
    public async Task Walk_AfterOldArrivalsEditsAndRetractions_GivesEveryLiveEntry()
    {
        await using var silo = await Start(new());
        var topic = silo.Topic(Key);
        await topic.Apply([.. Enumerable.Range(0, 1_000).Select(n => Put(n * 2))]);
        var live = Enumerable.Range(0, 1_000).Select(n => n * 2).ToHashSet();
        foreach (var n in new[] { 101, 103, 105, 107, 109, 1_001, 1_999, 1, 1_801 })
        {
            await topic.Apply([Put(n), Retract((n * 3 % 999) * 2, 2)]);
            live.Add(n);
            live.Remove((n * 3 % 999) * 2);
            await topic.Apply([Put(n, 2)]);
            CheckWalk(await Walk(topic, 50), live);
        }
    }

    [Fact]
    public async Task Archive_OldName_LeadsToWhatIsThereNow()
    {
        await using var silo = await Start(new());
        var topic = silo.Topic(Key);
        await topic.Apply([.. Enumerable.Range(0, 1_000).Select(n => Put(n * 2))]);
        var old = (await Walk(topic, 50)).Skip(1).ToList();
        await topic.Apply([Put(601), Put(603)]);
        var moved = 0;
        foreach (var step in old)
        {
            var answer = await topic.Feed(new() { Format = FeedFormat.Atom, Archive = step.Name });
            if (answer.Status == FeedStatus.Found)
                continue;
            Assert.Equal(FeedStatus.Moved, answer.Status);
            moved++;
            var current = await topic.Feed(new() { Format = FeedFormat.Atom, Archive = answer.Archive });
            Assert.Equal(FeedStatus.Found, current.Status);
            Assert.Contains(step.Feed.Slugs[0], ReadFeed.Of(current).Slugs);
        }

        Assert.InRange(moved, 1, 2);
    }

    [Fact]
    public async Task Archive_WhoseNewestEntryLeft_DoesNotLeadBackToTheNewerOne()
    {
        await using var silo = await Start(new());
        var topic = silo.Topic(Key);
        await topic.Apply([.. Enumerable.Range(0, 1_000).Select(n => Put(n))]);
        var walked = await Walk(topic, 50);
        var (newer, older) = (walked[3], walked[4]);
        await topic.Apply([Retract(int.Parse(older.Feed.Slugs[0][1..]), 2)]);
        var answer = await topic.Feed(new() { Format = FeedFormat.Atom, Archive = older.Name });
        Assert.Equal(FeedStatus.Moved, answer.Status);
        var now = ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Atom, Archive = answer.Archive }));
        Assert.Equal(older.Feed.Slugs[1..], now.Slugs);
        Assert.Equal(FeedStatus.Found, (await topic.Feed(new() { Format = FeedFormat.Atom, Archive = newer.Name })).Status);
    }

    [Fact]
    public async Task Archive_Untouched_KeepsNameBytesAndVersion()
    {
        await using var silo = await Start(new());
        var topic = silo.Topic(Key);
        await topic.Apply([.. Enumerable.Range(0, 950).Select(n => Put(n))]);
        var before = await Walk(topic, 50);
        await topic.Apply([Put(950)]);
        var query = new FeedQuery { Format = FeedFormat.Atom, Archive = before[^2].Name };
        var (first, second) = (before[^2], await topic.Feed(query));
        Assert.Equal(FeedStatus.Found, second.Status);
        Assert.Equal(first.Answer.Version, second.Version);
        Assert.Equal(first.Answer.LastModified, second.LastModified);
        Assert.Equal(ReadFeed.Bytes(first.Answer), ReadFeed.Bytes(second));
        Assert.Equal("https://gateway.example/topics/ai.atom", first.Feed.Current);
        Assert.Equal($"https://gateway.example/topics/ai/archives/{first.Name}.atom", first.Feed.Self);
    }

    [Fact]
    public async Task Archives_NotReported_GiveTheSameBytes_HoweverMuchArrives()
    {
        await using var silo = await Start(new());
        var topic = silo.Topic(Key);
        var journal = silo.Services.GetRequiredService<IChangeJournal>();
        await topic.Apply([.. Enumerable.Range(0, 450).Select(n => Put(n * 2))]);
        var random = new Random(20261123);
        var (quiet, next) = (0, 900);
        for (var round = 0; round < 60; round++)
        {
            // The newest full archive and all behind it: what a cache keeps for a year.
            var before = (await Walk(topic, 200)).Skip(1).ToList();
            var sequence = journal.Position.Sequence;
            var operations = Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(20) == 0 ? Put((random.Next(next / 2) * 2) + 1) : Put(next += 2)).DistinctBy(o => o.Entry.Id).ToList();
            await topic.Apply([.. operations]);
            if (journal.Read(sequence, int.MaxValue).Changes.Any(c => c.Key == ChangeKey.Archives(Key)))
                continue;
            quiet++;
            foreach (var step in before.Where(s => s.Feed.Slugs.Length == 100))
            {
                var answer = await topic.Feed(new() { Format = FeedFormat.Atom, Archive = step.Name });
                Assert.Equal(FeedStatus.Found, answer.Status);
                Assert.Equal(ReadFeed.Bytes(step.Answer), ReadFeed.Bytes(answer));
            }
        }

        Assert.InRange(quiet, 10, 55);
    }

    [Fact]
    public async Task Archive_Nonsense_IsNotFound()
    {
        await using var silo = await Start(new());
        await silo.Topic(Key).Apply([Put(1)]);
        string[] names =
        [
            "", "-", "nonsense", "-r1-00000000", "8dc-!!!-r1-00000000", "8dc-YQ-r1", "8dc-YQ-r-00000000", "ffffffffffffffff-YQ-r1-00000000",
            "8dc-YQ-r99999999999999999999-00000000", "../../etc/passwd", new string('a', 100_000),
        ];
        foreach (var name in names)
        {
            Assert.Equal(FeedStatus.NotFound, (await silo.Topic(Key).Feed(new() { Format = FeedFormat.Rss, Archive = name })).Status);
            Assert.Equal(FeedStatus.NotFound, (await silo.Topic(Key).List(new() { Archive = name })).Status);
        }
    }

    [Fact]
    public async Task List_OlderThenNewer_LeadsThereAndBack()
    {
        await using var silo = await Start(new());
        var topic = silo.Topic(Key);
        await topic.Apply([.. Enumerable.Range(0, 520).Select(n => Put(n))]);
        var pages = new List<TopicListing> { await topic.List(new()) };
        while (pages[^1].Older is { } older)
            pages.Add(await topic.List(new() { Archive = older }));
        Assert.Equal(50, pages[0].Entries.Length);
        Assert.Equal(520, pages.SelectMany(p => p.Entries).Select(e => e.Slug).Distinct().Count());
        Assert.Null(pages[1].Newer);
        for (var i = 2; i < pages.Count; i++)
            Assert.Equal(pages[i - 1].Archive, pages[i].Newer);
    }

    private static void CheckWalk(List<Step> walked, IEnumerable<int> live)
    {
        var archived = walked.Skip(1).SelectMany(step => step.Feed.Slugs).ToList();
        Assert.Equal(archived.Count, archived.Distinct().Count());
        var head = walked[0].Feed.Slugs;
        Assert.InRange(walked.Skip(1).Count(step => step.Feed.Slugs.Intersect(head).Any()), 0, 1);
        var expected = live.OrderByDescending(n => n / 3).ThenBy(n => Slug(n), StringComparer.Ordinal).Select(Slug);
        Assert.Equal(expected, walked.SelectMany(step => step.Feed.Slugs).Distinct());
    }

    private static async Task<List<Step>> Walk(ITopicGrain topic, int limit)
    {
        var head = await topic.Feed(new() { Format = FeedFormat.Atom, Limit = limit });
        var steps = new List<Step> { new(null, head, ReadFeed.Of(head)) };
        while (steps[^1].Feed.Older is { } older)
        {
            var answer = await topic.Feed(new() { Format = FeedFormat.Atom, Archive = older });
            Assert.Equal(FeedStatus.Found, answer.Status);
            steps.Add(new(older, answer, ReadFeed.Of(answer)));
        }

        return steps;
    }

    private sealed record Step(string? Name, FeedAnswer Answer, ReadFeed Feed);
}
