using Gateway.Contracts.Changes;
using Gateway.Contracts.Topics;
using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Grains.Tests.Signals;

/// <summary>What grains report, and when.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task FirstPublish_ReportsArticleTopicsAndDirectory_BeforeItIsAnswered()
    {
        await using var gateway = await TestGateway.Start();
        var journal = gateway.Services.GetRequiredService<IChangeJournal>();
        var before = journal.Position.Sequence;

        await gateway.Publish(Changes.Put("a"));

        var batch = journal.Read(before, 100);
        var topics = (await gateway.Describe("a"))!.Topics; // Not null: just published.
        Assert.Equal(
            topics.Select(t => ChangeKey.Topic(t.Key)).Append(ChangeKey.Article("a")).Append(ChangeKey.Directory).Order(StringComparer.Ordinal),
            batch.Changes.Select(c => c.Key).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(batch.Changes, c => c.IsRetraction);
    }

    [Fact]
    public async Task Edit_ReportsAll_AndSameContentNothing()
    {
        await using var gateway = await TestGateway.Start();
        var journal = gateway.Services.GetRequiredService<IChangeJournal>();
        var first = Changes.Put("a");
        await gateway.Publish(first);
        var before = journal.Position.Sequence;

        await gateway.Publish(first);
        Assert.Equal(before, journal.Position.Sequence);

        await gateway.Publish(Changes.Put("a", body: "Another"));
        var keys = journal.Read(before, 100).Changes.Select(c => c.Key).ToArray();
        Assert.Contains(ChangeKey.Article("a"), keys);
        Assert.Contains(ChangeKey.Topic("latest"), keys);
        Assert.Contains(ChangeKey.Archives("latest"), keys);
    }

    [Fact]
    public async Task Archives_AreReported_OnlyWhereOneMayHaveChanged()
    {
        await using var gateway = await TestGateway.Start();
        var journal = gateway.Services.GetRequiredService<IChangeJournal>();
        var archives = ChangeKey.Archives("latest");
        for (var i = 0; i < 120; i++)
            await gateway.Publish(Changes.Put("a" + i, publishedAt: Changes.Noon.AddDays(-2).AddMinutes(i)));
        Assert.False(journal.Knows(archives));

        // Between the newest ones, behind the last full archive.
        await gateway.Publish(Changes.Put("between", publishedAt: Changes.Noon.AddDays(-2).AddMinutes(110.5)));
        Assert.False(journal.Knows(archives));

        await gateway.Publish(Changes.Put("dated-back", publishedAt: Changes.Noon.AddDays(-2).AddMinutes(50.5)));
        Assert.True(journal.Knows(archives));
        Assert.True(journal.SequenceOf(archives) > journal.SequenceOf(ChangeKey.Topic("latest")));

        // An edit shows in the archive that holds the entry, the newest not excepted: it may have been read.
        var before = journal.Position.Sequence;
        await gateway.Publish(Changes.Put("a119", body: "Another", publishedAt: Changes.Noon.AddDays(-2).AddMinutes(119)));
        Assert.True(journal.SequenceOf(archives) > before);
    }

    [Fact]
    public async Task Retraction_IsReportedAsOne_ByTheArticleAndItsTopics()
    {
        await using var gateway = await TestGateway.Start();
        var journal = gateway.Services.GetRequiredService<IChangeJournal>();
        await gateway.Publish(Changes.Put("a"));
        var before = journal.Position.Sequence;

        await gateway.Publish(Changes.Retract("a"));

        var changes = journal.Read(before, 100).Changes;
        foreach (var key in (string[])[ChangeKey.Article("a"), ChangeKey.Topic("latest"), ChangeKey.Archives("latest")])
            Assert.Contains(changes, c => c.Key == key && c.IsRetraction);
    }

    [Fact]
    public async Task Report_ComesNoEarlierThanWhatReadersAreShown()
    {
        await using var gateway = await TestGateway.Start();
        var journal = gateway.Services.GetRequiredService<IChangeJournal>();
        var topic = gateway.Grains.GetGrain<ITopicGrain>("latest");
        var revision = (await topic.Describe()).Revision;
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var reads = 0;
            while (!done.IsCancellationRequested)
            {
                var reported = journal.Read(0, int.MaxValue).Changes.Count(c => c.Key == ChangeKey.Topic("latest"));
                var shown = (await topic.Describe()).Revision - revision;
                Assert.True(shown >= reported, $"{reported} changes were reported, and {shown} shown after that.");
                reads++;
            }

            return reads;
        });

        for (var i = 0; i < 50; i++)
            await gateway.Publish(Changes.Put("a" + i));
        await done.CancelAsync();
        Assert.True(await reading > 0);
        Assert.Equal(50, journal.Read(0, int.MaxValue).Changes.Count(c => c.Key == ChangeKey.Topic("latest")));
    }

    [Fact]
    public async Task FailedWrite_OfATopic_IsNotReported()
    {
        await using var gateway = await TestGateway.Start();
        var journal = gateway.Services.GetRequiredService<IChangeJournal>();
        var topic = gateway.Grains.GetGrain<ITopicGrain>("latest");
        await topic.Describe();
        gateway.Cut();
        var before = journal.Position.Sequence;
        await Assert.ThrowsAnyAsync<Exception>(() => topic.Apply([
            new TopicOperation
            {
                Topic = new TopicMembership { Key = "latest", DisplayName = "Latest" },
                Kind = TopicOperationKind.Put,
                Entry = new EntryReference { Slug = "a", Id = "urn:a", Published = DateTimeOffset.UnixEpoch, Updated = DateTimeOffset.UnixEpoch, Revision = 1 },
            },
        ]));
        Assert.Equal(before, journal.Position.Sequence);
    }

    [Theory]
    [InlineData("article", "a", "put")]
    [InlineData("article", "a", "retract")]
    [InlineData("topic", "latest", "put")]
    [InlineData("topic", "latest", "retract")]
    public async Task Write_ThatWasStoredAndSeemedToFail_IsReportedAllTheSame(string type, string name, string change)
    {
        await using var gateway = await TestGateway.Start();
        var journal = gateway.Services.GetRequiredService<IChangeJournal>();
        await gateway.Publish(Changes.Put("a"));
        await gateway.Quiesce();
        var before = journal.Position.Sequence;
        var fault = gateway.Storage.Arm(FaultKind.FailAfter, w => w.State == type && w.Grain.Key.ToString() == name);

        var edit = change is "put" ? Changes.Put("a", body: "Another") : Changes.Retract("a");
        var outcome = await gateway.PublishOr503(edit);
        Assert.True(fault.Struck.IsCompleted);
        while (outcome.Status is 503)
            outcome = await gateway.PublishOr503(edit);

        // Edges that hold what was before are told, whichever of them the publisher asked.
        string[] keys = type is "article" ? [ChangeKey.Article("a")] : [ChangeKey.Topic("latest"), ChangeKey.Archives("latest")];
        var changes = journal.Read(before, 100).Changes;
        Assert.All(keys, key => Assert.Contains(changes, c => c.Key == key && c.IsRetraction == change is "retract"));
    }
}
