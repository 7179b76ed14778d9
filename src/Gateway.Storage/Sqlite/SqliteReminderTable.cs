using System.Text;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// Reminders in the embedded store. Upserts are unconditional, as Orleans' contract has it (the reminder service holds
/// the ETag only to remove exactly what it read).
/// </summary>
internal sealed class SqliteReminderTable(SqliteStore store) : IReminderTable
{
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        store.Open();
        return Task.CompletedTask;
    }

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        var found = await store.Read((grainId, reminderName), static (session, key) =>
        {
            var statement = session.Reminder
                .Bind(1, key.grainId.Type.AsSpan()).Bind(2, key.grainId.Key.AsSpan()).Bind(3, Encoding.UTF8.GetBytes(key.reminderName));
            return Collect(statement);
        });
        return found is [var entry] ? entry : null;
    }

    public async Task<ReminderTableData> ReadRows(GrainId grainId) =>
        new(await store.Read(grainId, static (session, id) =>
            Collect(session.RemindersOfGrain.Bind(1, id.Type.AsSpan()).Bind(2, id.Key.AsSpan()))));

    public async Task<ReminderTableData> ReadRows(uint begin, uint end) =>
        new(await store.Read((begin, end), static (session, range) =>
        {
            // (begin, end]; where begin is not below end, the range runs over the top of the ring.
            var statement = range.begin < range.end ? session.RemindersBetween : session.RemindersOutside;
            return Collect(statement.Bind(1, range.begin).Bind(2, range.end));
        }));

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        entry.ETag = ETag.Format(await store.Write(new UpsertReminder(entry)));
        return entry.ETag;
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        ETag.TryParse(eTag, out var version) && await store.Write(new DeleteReminder(grainId, reminderName, version));

    public Task TestOnlyClearTable() => store.Write(new DeleteAllReminders());

    private static List<ReminderEntry> Collect(Statement statement)
    {
        var entries = new List<ReminderEntry>();
        try
        {
            while (statement.Step())
                entries.Add(Entry(statement));
        }
        finally
        {
            statement.Reset();
        }

        return entries;
    }

    private static ReminderEntry Entry(Statement row) => new()
    {
        GrainId = GrainId.Create(new GrainType(row.Blob(0).ToArray()), new IdSpan(row.Blob(1).ToArray())),
        ReminderName = Encoding.UTF8.GetString(row.Blob(2)),
        StartAt = new DateTime(row.Int64(3), DateTimeKind.Utc),
        Period = new TimeSpan(row.Int64(4)),
        ETag = ETag.Format(row.Int64(5)),
    };
}
