using System.Text;

namespace Gateway.Storage.Sqlite;

/// <summary>Gives the row's new version.</summary>
internal sealed class UpsertReminder(ReminderEntry entry) : StoreWrite<long>(256)
{
    private readonly GrainId _grain = entry.GrainId;
    private readonly byte[] _name = Encoding.UTF8.GetBytes(entry.ReminderName);
    private readonly long _startAt = entry.StartAt.ToUniversalTime().Ticks;
    private readonly long _period = entry.Period.Ticks;

    protected override long Run(WriterSession session)
    {
        var version = session.NextVersion();
        session.UpsertReminder
            .Bind(1, _grain.Type.AsSpan()).Bind(2, _grain.Key.AsSpan()).Bind(3, _name).Bind(4, _grain.GetUniformHashCode())
            .Bind(5, _startAt).Bind(6, _period).Bind(7, version)
            .Run();
        return version;
    }
}

/// <summary>Tells whether the row was there in that version.</summary>
internal sealed class DeleteReminder(GrainId grainId, string name, long version) : StoreWrite<bool>(256)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

    protected override bool Run(WriterSession session) =>
        session.DeleteReminder
            .Bind(1, grainId.Type.AsSpan()).Bind(2, grainId.Key.AsSpan()).Bind(3, _name).Bind(4, version)
            .Run() == 1;
}

internal sealed class DeleteAllReminders() : StoreWrite<bool>(16)
{
    protected override bool Run(WriterSession session)
    {
        session.DeleteReminders.Run();
        return true;
    }
}
