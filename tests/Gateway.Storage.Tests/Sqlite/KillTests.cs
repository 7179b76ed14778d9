using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gateway.Storage.Sqlite;

namespace Gateway.Storage.Tests.Sqlite;

/// <summary>What was acknowledged is there after <c>kill -9</c>, whenever it comes.</summary>
public sealed class KillTests : IDisposable
{
    private const int Seed = 20260301;

    private readonly string _directory = StoreFixture.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Store_KilledAtRandomMoments_LosesNothingAcknowledged()
    {
        var random = new Random(Seed);
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        var counters = new int[KilledWriter.Workers];
        for (var kill = 0; kill < 6; kill++)
        {
            await WriteAndKill(random.Next(1, 1500), rows, counters);
            await Verify(rows, counters);
        }
    }

    private async Task WriteAndKill(int acknowledgements, Dictionary<string, long> rows, int[] counters)
    {
        using var child = Start();
        try
        {
            for (var i = 0; i < acknowledgements; i++)
                Note(await ReadLine(child), rows, counters);
        }
        finally
        {
            child.Kill();
        }

        // What it had told before it died counts too; only its last line may be cut off.
        var rest = await child.StandardOutput.ReadToEndAsync();
        foreach (var line in rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Note(line, rows, counters);
        await child.WaitForExitAsync();
    }

    private static async Task<string> ReadLine(Process child) =>
        await child.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1))
            ?? throw new InvalidOperationException("The writer ended by itself.");

    private static void Note(string line, Dictionary<string, long> rows, int[] counters)
    {
        var parts = line.Split(' ');
        if (parts[0] == "N")
            rows[parts[1]] = long.Parse(parts[2], CultureInfo.InvariantCulture);
        else
            counters[int.Parse(parts[1], CultureInfo.InvariantCulture)] = int.Parse(parts[2], CultureInfo.InvariantCulture);
    }

    private async Task Verify(Dictionary<string, long> rows, int[] counters)
    {
        await using var fixture = new StoreFixture(directory: _directory);
        foreach (var (name, version) in rows)
        {
            var row = await fixture.Store.ReadBytes(KilledWriter.NewKey(name));
            Assert.True(row is not null, $"Row {name} was acknowledged and is gone.");
            Assert.Equal(name, Encoding.UTF8.GetString(row.State).TrimEnd());
            Assert.True(row.Version >= version);
        }

        for (var worker = 0; worker < counters.Length; worker++)
        {
            var row = await fixture.Store.ReadBytes(KilledWriter.CounterKey(worker));
            var stored = row is null ? 0 : BitConverter.ToInt32(row.State);

            // One more than acknowledged: stored, and killed before it could say so.
            Assert.InRange(stored, counters[worker], counters[worker] + 1);
        }

        using var database = Database.OpenReader(fixture.Store.Path);
        Assert.Equal("ok", database.Text("PRAGMA integrity_check"));
    }

    private Process Start()
    {
        var assembly = typeof(KillTests).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [assembly]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[KilledWriter.Variable] = _directory;
        return Process.Start(start) ?? throw new InvalidOperationException("The writer did not start.");
    }
}
