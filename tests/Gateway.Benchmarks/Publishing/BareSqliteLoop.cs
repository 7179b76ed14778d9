using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Gateway.Benchmarks.Publishing;

/// <summary>The baseline of durable publishing: one thread, one table, the same bytes, transactions of 1,000, WAL, <c>synchronous=FULL</c>.</summary>
internal static class BareSqliteLoop
{
    public static TimeSpan Run(string folder, IReadOnlyList<byte[]> records)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE records (id INTEGER PRIMARY KEY, json BLOB NOT NULL)");
        var watch = Stopwatch.StartNew();
        for (var start = 0; start < records.Count; start += 1000)
        {
            using var transaction = connection.BeginTransaction();
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = "INSERT INTO records (json) VALUES ($json)";
            var json = insert.Parameters.Add("$json", SqliteType.Blob);
            for (var i = start; i < Math.Min(start + 1000, records.Count); i++)
            {
                json.Value = records[i];
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return watch.Elapsed;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
