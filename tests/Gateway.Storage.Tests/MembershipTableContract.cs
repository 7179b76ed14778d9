using System.Net;

namespace Gateway.Storage.Tests;

/// <summary>What Orleans' membership service expects of any <see cref="IMembershipTable"/>.</summary>
public abstract class MembershipTableContract
{
    private static readonly DateTime Start = new(2026, 3, 1, 12, 30, 15, 123, DateTimeKind.Utc);
    private static int s_generation = 1_000;

    protected abstract IMembershipTable Table { get; }

    protected abstract string Cluster { get; }

    [Fact]
    public async Task Initialize_Twice_KeepsWhatIsThere()
    {
        Assert.True(await Insert(NewSilo()));

        await Table.InitializeMembershipTableAsync(tryInitTableVersion: true);

        var read = await Table.ReadAllAsync();
        Assert.Single(read.Members);
        Assert.Equal(1, read.Version.Version);
    }

    [Fact]
    public async Task ReadAll_New_IsEmptyAtVersionZero()
    {
        var read = await Table.ReadAllAsync();

        Assert.Empty(read.Members);
        Assert.Equal(0, read.Version.Version);
        Assert.NotEmpty(read.Version.VersionEtag);
    }

    [Fact]
    public async Task Insert_New_IsReadBackWhole()
    {
        var entry = NewSilo();
        entry.AddSuspector(NewSilo().SiloAddress, Start.AddSeconds(5));
        entry.AddSuspector(NewSilo().SiloAddress, Start.AddSeconds(6));

        Assert.True(await Insert(entry));

        foreach (var read in (MembershipTableData[])[await Table.ReadAllAsync(), await Table.ReadRowAsync(entry.SiloAddress)])
        {
            Assert.Equal(1, read.Version.Version);
            var (member, etag) = Assert.Single(read.Members);
            Assert.NotEmpty(etag);
            Assert.Equal(entry.ToFullString(), member.ToFullString());
            Assert.Equal(entry.SuspectTimes, member.SuspectTimes);
            Assert.Equal((entry.HostName, entry.SiloName, entry.ProxyPort, entry.StartTime, entry.IAmAliveTime), (member.HostName, member.SiloName, member.ProxyPort, member.StartTime, member.IAmAliveTime));
        }
    }

    [Fact]
    public async Task ReadRow_Missing_GivesTheVersionAlone()
    {
        await Insert(NewSilo());

        var read = await Table.ReadRowAsync(NewSilo().SiloAddress);

        Assert.Empty(read.Members);
        Assert.Equal(1, read.Version.Version);
    }

    [Fact]
    public async Task Insert_StaleVersion_IsRefusedAndChangesNothing()
    {
        var stale = (await Table.ReadAllAsync()).Version.Next();
        await Insert(NewSilo());

        Assert.False(await Table.InsertRowAsync(NewSilo(), stale));

        var read = await Table.ReadAllAsync();
        Assert.Single(read.Members);
        Assert.Equal(1, read.Version.Version);
    }

    [Fact]
    public async Task Insert_SameSiloAgain_IsRefused()
    {
        var entry = NewSilo();
        await Insert(entry);

        Assert.False(await Insert(entry));

        Assert.Equal(1, (await Table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task Update_CurrentVersion_ReplacesTheRow()
    {
        var entry = NewSilo();
        await Insert(entry);
        var read = await Table.ReadRowAsync(entry.SiloAddress);
        entry.Status = SiloStatus.Dead;

        Assert.True(await Table.UpdateRowAsync(entry, read.Members[0].Item2, read.Version.Next()));

        var after = await Table.ReadAllAsync();
        Assert.Equal(SiloStatus.Dead, Assert.Single(after.Members).Item1.Status);
        Assert.Equal(2, after.Version.Version);
        Assert.NotEqual(read.Version.VersionEtag, after.Version.VersionEtag);
    }

    [Fact]
    public async Task Update_StaleVersion_IsRefusedAndChangesNothing()
    {
        var entry = NewSilo();
        await Insert(entry);
        var read = await Table.ReadRowAsync(entry.SiloAddress);
        await Insert(NewSilo());
        entry.Status = SiloStatus.Dead;

        Assert.False(await Table.UpdateRowAsync(entry, read.Members[0].Item2, read.Version.Next()));

        Assert.All((await Table.ReadAllAsync()).Members, m => Assert.Equal(SiloStatus.Active, m.Item1.Status));
    }

    [Fact]
    public async Task Update_AfterASignOfLife_Succeeds()
    {
        var entry = NewSilo();
        await Insert(entry);
        var read = await Table.ReadRowAsync(entry.SiloAddress);
        entry.IAmAliveTime = Start.AddMinutes(1);
        await Table.UpdateIAmAliveAsync(entry);
        entry.Status = SiloStatus.ShuttingDown;

        Assert.True(await Table.UpdateRowAsync(entry, read.Members[0].Item2, read.Version.Next()));
    }

    [Fact]
    public async Task Update_MissingSilo_IsRefused()
    {
        var version = (await Table.ReadAllAsync()).Version;

        Assert.False(await Table.UpdateRowAsync(NewSilo(), "W/\"x\"", version.Next()));

        Assert.Equal(0, (await Table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task SignOfLife_ChangesTheTimeAlone()
    {
        var entry = NewSilo();
        await Insert(entry);
        var before = await Table.ReadAllAsync();
        var alive = new MembershipEntry { SiloAddress = entry.SiloAddress, IAmAliveTime = Start.AddMinutes(9), Status = SiloStatus.Dead };

        await Table.UpdateIAmAliveAsync(alive);

        var after = await Table.ReadAllAsync();
        var member = Assert.Single(after.Members).Item1;
        Assert.Equal(Start.AddMinutes(9), member.IAmAliveTime);
        Assert.Equal(SiloStatus.Active, member.Status);
        Assert.Equal(entry.HostName, member.HostName);
        Assert.Equal(before.Version.VersionEtag, after.Version.VersionEtag);
    }

    [Fact]
    public async Task Change_ManyAtOnce_LetsOneWinEachTime()
    {
        const int Silos = 10;
        await Task.WhenAll(Enumerable.Range(0, Silos).Select(_ => Task.Run(async () =>
        {
            var entry = NewSilo();
            while (!await Insert(entry))
            {
                // Another one was faster; the version is read again.
            }
        })));

        var read = await Table.ReadAllAsync();
        Assert.Equal(Silos, read.Members.Count);
        Assert.Equal(Silos, read.Version.Version);
    }

    [Fact]
    public async Task Cleanup_OldRows_LeavesTheActiveAndTheVersion()
    {
        var (active, dead) = (NewSilo(), NewSilo());
        dead.Status = SiloStatus.Dead;
        await Insert(active);
        await Insert(dead);

        await Table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.UnixEpoch);
        Assert.Equal(2, (await Table.ReadAllAsync()).Members.Count);
        await Table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.MaxValue.AddDays(-2));

        var read = await Table.ReadAllAsync();
        Assert.Equal(active.SiloAddress, Assert.Single(read.Members).Item1.SiloAddress);
        Assert.Equal(2, read.Version.Version);
    }

    [Fact]
    public async Task Delete_Cluster_LeavesNothing()
    {
        await Insert(NewSilo());

        await Table.DeleteMembershipTableEntriesAsync(Cluster);
        await Table.InitializeMembershipTableAsync(tryInitTableVersion: true);

        var read = await Table.ReadAllAsync();
        Assert.Empty(read.Members);
        Assert.Equal(0, read.Version.Version);
    }

    protected static MembershipEntry NewSilo() => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11_111, Interlocked.Increment(ref s_generation)),
        HostName = "host",
        SiloName = "silo",
        Status = SiloStatus.Active,
        ProxyPort = 30_000,
        StartTime = Start,
        IAmAliveTime = Start.AddSeconds(1),
    };

    protected async Task<bool> Insert(MembershipEntry entry) => await Table.InsertRowAsync(entry, (await Table.ReadAllAsync()).Version.Next());
}
