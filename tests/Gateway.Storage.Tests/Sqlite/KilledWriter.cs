using System.Globalization;
using System.Text;
using Gateway.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Storage.Tests.Sqlite;

/// <summary>
/// This assembly, started again as a process to be killed: it writes to a store and prints each write that it was told
/// is stored. It never ends by itself.
/// </summary>
internal static class KilledWriter
{
    public const string Variable = "GATEWAY_TESTS_KILLED_WRITER";

    public const int Workers = 8;

    public static byte[] NewKey(string name) => Encoding.UTF8.GetBytes("new/" + name);

    public static byte[] CounterKey(int worker) => Encoding.UTF8.GetBytes($"counter/{worker}");

    public static async Task Run(string directory)
    {
        // Small checkpoints, so that some kills hit the middle of one.
        var options = new SqliteOptions { DataDirectory = directory, CheckpointBytes = 1 << 20 };
        var store = new SqliteStore(options, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        store.Open();
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => Work(store, worker, output))));
    }

    /// <summary>Each round makes a row and moves the worker's counter on, in two writes; tells of each when it is stored.</summary>
    private static async Task Work(SqliteStore store, int worker, StreamWriter output)
    {
        var counter = await store.ReadBytes(CounterKey(worker));
        var version = counter?.Version;
        var count = counter is null ? 0 : BitConverter.ToInt32(counter.State);
        while (true)
        {
            var name = $"{worker}-{count}";
            var made = await store.Write(Rows.Put(NewKey(name), Encoding.UTF8.GetBytes(name.PadRight(9000)), null));
            if (made.IsConflict)
                made = await store.Write(Rows.Put(NewKey(name), Encoding.UTF8.GetBytes(name.PadRight(9000)), made.Stored));
            Tell(output, $"N {name} {made.Stored}");

            var moved = await store.Write(Rows.Put(CounterKey(worker), BitConverter.GetBytes(count + 1), version));
            if (moved.IsConflict)
                throw new InvalidOperationException("Nobody else moves this counter.");
            version = moved.Stored;
            count++;
            Tell(output, string.Create(CultureInfo.InvariantCulture, $"C {worker} {count}"));
        }
    }

    private static void Tell(StreamWriter output, string line)
    {
        lock (output)
            output.WriteLine(line);
    }
}
