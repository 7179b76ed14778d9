using Gateway.Storage.Sqlite;

namespace Gateway.Storage.Tests.Sqlite;

/// <summary>SQL on the writer's connection, to break the store on purpose.</summary>
internal sealed class RunSql(string sql) : StoreWrite<bool>(sql.Length)
{
    protected override bool Run(WriterSession session)
    {
        session.Database.Execute(sql);
        return true;
    }
}
