namespace Gateway.Storage.Tests.Sqlite;

public sealed class SqliteReminderTableTests : ReminderTableContract, IAsyncDisposable
{
    private readonly StoreFixture _fixture = new();

    protected override IReminderTable Table => _fixture.Reminders;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
