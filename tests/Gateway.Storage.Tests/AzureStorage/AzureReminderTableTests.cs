using System.Globalization;
using Azure.Data.Tables;
using Gateway.Tests.Shared;

namespace Gateway.Storage.Tests.AzureStorage;

[Collection(AzuriteCollection.Name)]
public sealed class AzureReminderTableTests(AzuriteServer azurite) : ReminderTableContract, IAsyncLifetime
{
    private readonly AzureFixture _fixture = new(azurite.ConnectionString);

    protected override IReminderTable Table => _fixture.Reminders;

    protected override bool TakesControlCharacters => false;

    public async ValueTask InitializeAsync() => await _fixture.StartAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Row_IsThatOfTheOfficialProvider()
    {
        var id = GrainId.Create("intake", "with/slash");
        await Table.UpsertRow(new ReminderEntry { GrainId = id, ReminderName = "carry#on", StartAt = new DateTime(2026, 3, 1, 12, 30, 15, 123, DateTimeKind.Utc), Period = TimeSpan.FromMinutes(7) });

        var row = new TableClient(azurite.ConnectionString, _fixture.ReminderTable).Query<TableEntity>().Single();

        var hash = id.GetUniformHashCode().ToString("X8", CultureInfo.InvariantCulture);
        Assert.Equal($"{AzureFixture.Service}_{hash}", row.PartitionKey);
        Assert.Equal("intake_with_slash-carry_on", row.RowKey);
        Assert.Equal(
            $"DeploymentId={_fixture.Cluster} GrainRefConsistentHash={hash} GrainReference=intake/with/slash Period=00:07:00 ReminderName=carry#on ServiceId=service StartAt=2026-03-01 12:30:15.123 GMT",
            AzureFixture.Columns(row));
    }

    [Fact]
    public async Task Rows_OfAServiceWithALongerName_AreNotRead()
    {
        await using var other = await new AzureFixture(azurite.ConnectionString, service: AzureFixture.Service + "_2", reminders: _fixture.ReminderTable).StartAsync();
        await other.Reminders.UpsertRow(new ReminderEntry { GrainId = GrainId.Create("a", "b"), ReminderName = "r", StartAt = DateTime.UnixEpoch, Period = TimeSpan.FromMinutes(7) });

        Assert.Empty((await Table.ReadRows(0, 0)).Reminders);
        await Table.TestOnlyClearTable();
        Assert.Single((await other.Reminders.ReadRows(0, 0)).Reminders);
    }
}
