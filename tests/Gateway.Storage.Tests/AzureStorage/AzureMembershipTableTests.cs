using System.Net;
using Azure.Data.Tables;
using Gateway.Tests.Shared;

namespace Gateway.Storage.Tests.AzureStorage;

[Collection(AzuriteCollection.Name)]
public sealed class AzureMembershipTableTests(AzuriteServer azurite) : MembershipTableContract, IAsyncLifetime
{
    private readonly AzureFixture _fixture = new(azurite.ConnectionString);

    protected override IMembershipTable Table => _fixture.Membership;

    protected override string Cluster => _fixture.Cluster;

    public async ValueTask InitializeAsync() => await _fixture.StartAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Rows_AreThoseOfTheOfficialProvider()
    {
        var entry = NewSilo();
        entry.AddSuspector(SiloAddress.New(IPAddress.Parse("10.0.0.2"), 11_111, 7), entry.StartTime.AddSeconds(5));
        await Insert(entry);

        var rows = new TableClient(azurite.ConnectionString, "OrleansSiloInstances").Query<TableEntity>(r => r.PartitionKey == Cluster)
            .ToDictionary(r => r.RowKey, AzureFixture.Columns);

        Assert.Equal(4, rows.Count);
        Assert.Equal($"DeploymentId={Cluster} MembershipVersion=1", rows["VersionRow"]);
        Assert.Equal($"DeploymentId={Cluster} MembershipVersion=1 Status=Active", rows["!Start"]);
        Assert.Equal(rows["!Start"], rows["~End"]);
        var generation = entry.SiloAddress.Generation;
        Assert.Equal(
            $"Address=127.0.0.1 DeploymentId={Cluster} FaultZone=0 Generation={generation} HostName=host IAmAliveTime=2026-03-01 12:30:16.123 GMT InstanceName=silo Port=11111 ProxyPort=30000 "
            + "SiloName=silo StartTime=2026-03-01 12:30:15.123 GMT Status=Active SuspectingSilos=10.0.0.2:11111@7 SuspectingTimes=2026-03-01 12:30:20.123 GMT UpdateZone=0",
            rows[$"127.0.0.1-11111-{generation}"]);
    }

    [Fact]
    public async Task ReadAll_ASpoiltRow_IsLeftOut()
    {
        await Insert(NewSilo());
        await new TableClient(azurite.ConnectionString, "OrleansSiloInstances").AddEntityAsync(new TableEntity(Cluster, "spoilt") { ["Address"] = "nowhere", ["Status"] = "Active" });

        Assert.Single((await Table.ReadAllAsync()).Members);
    }

    [Fact]
    public async Task Gateways_AreTheActiveOnesThatListen()
    {
        var (active, closed, dead) = (NewSilo(), NewSilo(), NewSilo());
        closed.ProxyPort = 0;
        dead.Status = SiloStatus.Dead;
        foreach (var entry in (MembershipEntry[])[active, closed, dead])
            await Insert(entry);

        Assert.Equal([SiloAddress.New(IPAddress.Loopback, 30_000, active.SiloAddress.Generation).ToGatewayUri()], await _fixture.Gateways.GetGatewaysAsync());
    }

    [Fact]
    public async Task Clusters_InOneTable_AreApart()
    {
        await using var other = await new AzureFixture(azurite.ConnectionString).StartAsync();
        await Insert(NewSilo());

        Assert.Empty((await other.Membership.ReadAllAsync()).Members);
    }
}
