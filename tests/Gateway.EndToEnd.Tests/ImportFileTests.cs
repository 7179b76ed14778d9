using System.IO.Compression;
using System.Text;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>What an import says of files that are not as they should be.</summary>
public sealed class ImportFileTests : IDisposable
{
    private const int Records = 2_000;

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Import_GzipCutAfterAFlush_PublishesWhatIsThereAndSaysSo()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        var (whole, flushed) = Gzip();
        await File.WriteAllBytesAsync(_data.File("cut.ndjson.gz"), whole[..flushed]);

        var import = await gateway.ImportAsync(_data.File("cut.ndjson.gz"));

        Assert.Equal(2, import.ExitCode);
        Assert.Contains("cut.ndjson.gz is cut off: 1000 whole lines could be read", Assert.Single(import.ErrorLines), StringComparison.Ordinal);
        Assert.StartsWith("1000 created, 0 updated or unchanged, 0 rejected", LastLine(import), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_GzipWithAWrongChecksum_IsCalledDamaged()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        var (whole, _) = Gzip();
        whole[^6] ^= 0x55;
        await File.WriteAllBytesAsync(_data.File("bad.ndjson.gz"), whole);

        var import = await gateway.ImportAsync(_data.File("bad.ndjson.gz"));

        Assert.Equal(2, import.ExitCode);
        Assert.Contains("bad.ndjson.gz is damaged: ", Assert.Single(import.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OtherBytesAfterTheGzipData_AreToldOnceAllIsPublished()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        foreach (var (i, (count, isZeros)) in new[] { (8, false), (100_000, false), (100_000, true) }.Index())
        {
            await File.WriteAllBytesAsync(_data.File("more.ndjson.gz"), [.. Gzip().Whole, .. Enumerable.Repeat((byte)(isZeros ? 0 : 'x'), count)]);

            var import = await gateway.ImportAsync(_data.File("more.ndjson.gz"));

            Assert.StartsWith(Counts(isFirst: i == 0), LastLine(import), StringComparison.Ordinal);
            Assert.Equal(isZeros ? 0 : 2, import.ExitCode);
            if (!isZeros)
                Assert.Contains("more.ndjson.gz is damaged: something else follows", Assert.Single(import.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Import_GzipOfNextToNothing_IsCalledCutOff()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        foreach (var length in (int[])[0, 1])
        {
            await File.WriteAllBytesAsync(_data.File("start.ndjson.gz"), Gzip().Whole[..length]);

            var import = await gateway.ImportAsync(_data.File("start.ndjson.gz"));

            Assert.Equal(2, import.ExitCode);
            Assert.Contains("start.ndjson.gz is cut off", Assert.Single(import.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Import_StandardInput_IsReadGzippedOrNot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is for a POSIX shell.");
        await using var gateway = await GatewayProcess.StartAsync(_data);
        foreach (var gzipped in (bool[])[true, false])
        {
            await File.WriteAllBytesAsync(_data.File("input"), gzipped ? Gzip().Whole : Encoding.UTF8.GetBytes(string.Join('\n', Harness.Records.Many(Records))));

            var import = await GatewayProcess.RunInShellAsync(
                _data, $"{GatewayProcess.Quote("dotnet", GatewayProcess.Executable)} import - --url {gateway.Address} --data {GatewayProcess.Quote(_data.Path)} < input");

            Assert.Equal("", import.Error);
            Assert.StartsWith(Counts(isFirst: gzipped), LastLine(import), StringComparison.Ordinal);
            Assert.Equal(0, import.ExitCode);
        }
    }

    [Fact]
    public async Task Import_Directory_IsCalledOne()
    {
        var import = await GatewayProcess.RunAsync(_data, "import", "--key", "0123456789abcdef", _data.Root);

        Assert.Equal(2, import.ExitCode);
        Assert.Contains($"{_data.Root} is a directory", Assert.Single(import.ErrorLines), StringComparison.Ordinal);
    }

    private static string Counts(bool isFirst) => isFirst ? $"{Records} created, 0 updated or unchanged, 0 rejected" : $"0 created, {Records} updated or unchanged, 0 rejected";

    // Before it there may be lines of how far it is.
    private static string LastLine(CommandResult import) => import.Output.TrimEnd().Split('\n')[^1];

    // A flush ends a block: there the decoder finds nothing amiss but that no more comes.
    private static (byte[] Whole, int Flushed) Gzip()
    {
        using var file = new MemoryStream();
        var flushed = 0;
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var (i, line) in Harness.Records.Many(Records).Index())
            {
                gzip.Write(Encoding.UTF8.GetBytes(line + "\n"));
                if (i + 1 == Records / 2)
                {
                    gzip.Flush();
                    flushed = (int)file.Length;
                }
            }
        }

        return (file.ToArray(), flushed);
    }
}
