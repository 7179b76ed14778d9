using Gateway.Contracts.Directory;
using Gateway.Grains.Directory;
using Gateway.Grains.Tests.Faults;
using Microsoft.Extensions.Time.Testing;
using static Gateway.Grains.Tests.Topics.TopicSilo;

namespace Gateway.Grains.Tests.Directory;

public sealed class DirectoryTests
{
    private readonly FaultyStorage _storage = new();

    [Fact]
    public async Task List_InPages_GivesEveryNameOnce_InOrdinalOrder_WithoutEmptyOnes()
    {
        await using var silo = await Start(_storage);
        var directory = silo.Grains.GetGrain<IDirectoryGrain>("topics");
        await directory.Report([.. Enumerable.Range(0, 2_000).Select(n => Entry(n, n % 5))]);
        var names = new List<string>();
        string? after = null;
        do
        {
            var listing = await directory.List(after, 333);
            Assert.InRange(listing.Entries.Length, 1, 333);
            names.AddRange(listing.Entries.Select(e => e.Name));
            after = listing.Next;
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(0, 2_000).Where(n => n % 5 > 0).Select(Name), names);
    }

    [Fact]
    public async Task State_InALaterLayout_IsRefused_AndStaysAsItIs()
    {
        await _storage.WriteStateAsync("directory", GrainId.Create("directory", "topics"), new GrainState<DirectoryState>(new() { Format = 2, Revision = 3 }));
        await using var silo = await Start(_storage);
        var directory = silo.Grains.GetGrain<IDirectoryGrain>("topics");
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => directory.Largest(1));
        Assert.Contains("layout 2", refusal.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => directory.Report([Entry(1, 1)]));
        Assert.Single(_storage.Writes);
    }

    [Fact]
    public async Task List_ExactlyAsManyAsThereAre_HasNoNext()
    {
        await using var silo = await Start(_storage);
        var directory = silo.Grains.GetGrain<IDirectoryGrain>("topics");
        await directory.Report([Entry(1, 1), Entry(2, 1), Entry(3, 0)]);
        var listing = await directory.List(null, 2);
        Assert.Equal(2, listing.Entries.Length);
        Assert.Null(listing.Next);
    }

    [Fact]
    public async Task Largest_AreMostFirst_AndFollowReports()
    {
        await using var silo = await Start(_storage);
        var directory = silo.Grains.GetGrain<IDirectoryGrain>("topics");
        await directory.Report([.. Enumerable.Range(1, 300).Select(n => Entry(n, n))]);
        await directory.Report([Entry(300, 0, minute: 1), Entry(1, 1_000, minute: 1)]);
        var largest = await directory.Largest(3);
        Assert.Equal([Name(1), Name(299), Name(298)], largest.Entries.Select(e => e.Name));
        Assert.Equal(200, (await directory.Largest(500)).Entries.Length);
    }

    [Fact]
    public async Task Report_OvertakenOrKnown_ChangesNothing()
    {
        await using var silo = await Start(_storage);
        var directory = silo.Grains.GetGrain<IDirectoryGrain>("topics");
        await directory.Report([Entry(1, 5, minute: 2)]);
        var (version, writes) = ((await directory.List(null, 10)).Version, _storage.Writes.Count);
        await directory.Report([Entry(1, 5, minute: 2), Entry(1, 4, minute: 1)]);
        Assert.Equal(version, (await directory.List(null, 10)).Version);
        Assert.Equal(writes, _storage.Writes.Count);
    }

    [Fact]
    public async Task Topic_FirstEntry_IsKnownToTheDirectoryBeforeItIsStored()
    {
        await using var silo = await Start(_storage);
        await silo.Topic("topics/ai").Apply([Put(1)]);
        await silo.Topic("latest").Apply([Put(1)]);
        var writes = _storage.Writes.Select(w => w.State).ToList();
        Assert.Equal(["directory", "topic", "topic"], writes);
        var entry = Assert.Single((await silo.Grains.GetGrain<IDirectoryGrain>("topics").List(null, 10)).Entries);
        Assert.Equal(("ai", "AI", 1L), (entry.Name, entry.DisplayName, entry.Count));
    }

    [Fact]
    public async Task Topic_DirectoryCannotStore_FirstEntryIsRefused_AndComesWithTheNextAttempt()
    {
        await using var silo = await Start(_storage);
        _storage.Arm(FaultKind.FailBefore, write => write.State == "directory");
        await Assert.ThrowsAnyAsync<Exception>(() => silo.Topic("topics/ai").Apply([Put(1)]));
        Assert.False((await silo.Topic("topics/ai").Describe()).Exists);
        for (var attempt = 0; !(await silo.Topic("topics/ai").Describe()).Exists; attempt++)
        {
            Assert.InRange(attempt, 0, 50);
            await Record.ExceptionAsync(() => silo.Topic("topics/ai").Apply([Put(1)]));
        }
    }

    [Fact]
    public async Task Topic_WhoseReportACrashSwallowed_ReportsAfterItsNextActivation()
    {
        const string directory = "topics";
        await using (var silo = await Start(_storage))
        {
            await silo.Topic("topics/ai").Apply([Put(1)]);
            await silo.Topic("topics/ai").Apply([Put(2), Put(3)]);
            _storage.Arm(FaultKind.CrashBefore);
            await Record.ExceptionAsync(() => silo.Topic("topics/ai").Apply([Put(4)]));
        }

        _storage.Revive();
        var time = new FakeTimeProvider(Epoch);
        await using var next = await Start(_storage, time: time);
        await next.Topic("topics/ai").Describe();
        var reported = _storage.Arm(FaultKind.HangAfter, write => write.State == "directory");
        time.Advance(TimeSpan.FromSeconds(10));
        await reported.Struck.WaitAsync(TimeSpan.FromSeconds(30));
        reported.Release();
        await next.Grains.GetGrain<IDirectoryGrain>(directory).Report([]);
        Assert.Equal(3, Assert.Single((await next.Grains.GetGrain<IDirectoryGrain>(directory).List(null, 10)).Entries).Count);
    }

    private static string Name(int n) => "n" + n.ToString("d5");

    private static DirectoryEntry Entry(int n, int count, int minute = 0) => new()
    {
        Name = Name(n),
        DisplayName = Name(n).ToUpperInvariant(),
        Count = count,
        LastModified = Epoch.AddMinutes(minute),
    };
}
