using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Gateway.Configuration;
using Gateway.Hosting;

namespace Gateway.Commands.Import;

/// <summary><c>import</c>: publishes the records of files through a running gateway.</summary>
internal static class ImportCommand
{
    private const string KeyVariable = "GATEWAY_KEY";

    private static string SamplePath => Path.Combine(AppContext.BaseDirectory, "Sample", "articles.ndjson");

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Files with one JSON record on each line, gzipped or not; - is standard input.", Arity = ArgumentArity.ZeroOrMore };
        var sample = new Option<bool>("--sample") { Description = "Publish the small sample that ships with the gateway." };
        var url = new Option<string>("--url") { Description = "The gateway's address.", DefaultValueFactory = _ => GatewayConfiguration.DefaultUrls };
        var key = new Option<string?>("--key") { Description = $"The publisher's key. Default: the environment's {KeyVariable}, then the file publisher.key in --data." };
        var data = new Option<string?>("--data") { Description = "The gateway's data directory, for its key. Default: as configured (./data)." };
        var batch = new Option<int>("--batch") { Description = "Records in one request, 1 to 10,000.", DefaultValueFactory = _ => 500 };
        var connections = new Option<int>("--connections") { Description = "Requests under way at once, 1 to 64.", DefaultValueFactory = _ => 4 };
        files.Validators.Add(result =>
        {
            // Taken for a file, a misspelt option would be "not found" in words that help nobody.
            foreach (var token in result.Tokens.Where(t => t.Value.StartsWith("--", StringComparison.Ordinal) && !File.Exists(t.Value)))
                result.AddError($"\"{token.Value}\" is not an option of import; see import --help.");
        });
        Within(batch, 1, 10_000);
        Within(connections, 1, 64);
        var command = new Command("import", """
            Publish articles through a running gateway.

            Reads files with one JSON record on each line and sends them in batches. The same content again changes nothing,
            so that an import that was broken off is resumed by starting it again. Each rejected record gets a line
            FILE:LINE: SLUG: STATUS: REASON on standard error.

            Examples:
              gateway import --sample
              gateway import articles.ndjson more.ndjson.gz
              zcat articles.ndjson.gz | gateway import - --url https://news.example.org --key "$KEY"

            Exit codes: 0 all published; 1 some records were rejected; 2 wrong arguments, unreadable file or refused key;
            3 the gateway was away or the connection broke; 130 stopped by Ctrl-C.
            """)
        { files, sample, url, key, data, batch, connections };
        command.SetAction((result, _) => Run(
            [.. result.GetValue(files) ?? []],
            result.GetValue(sample),
            result.GetValue(url) ?? GatewayConfiguration.DefaultUrls,
            result.GetValue(key),
            result.GetValue(data),
            new ImportPlan(result.GetValue(batch), result.GetValue(connections))));
        return command;
    }

    private static void Within(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be from {least} to {most}."));
    });

    private static async Task<int> Run(List<string> files, bool sample, string url, string? key, string? data, ImportPlan plan)
    {
        if (sample)
            files.Add(SamplePath);
        if (files.Count == 0)
            return await Fail(ExitCode.Usage, "Name at least one file, or --sample.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var gateway) || gateway.Scheme is not ("http" or "https"))
            return await Fail(ExitCode.Usage, $"--url: \"{url}\" is not an absolute http or https address.");

        var readers = new List<LineReader>();
        try
        {
            var secret = Key(key, data);
            foreach (var file in files)
                readers.Add(LineReader.Open(file));
            return await Import(gateway, secret, readers, plan);
        }
        catch (ImportFailure e)
        {
            return await Fail(e.ExitCode, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return await Fail(ExitCode.Usage, e.Message);
        }
        finally
        {
            foreach (var reader in readers)
                await reader.DisposeAsync();
        }
    }

    private static async Task<int> Import(Uri gateway, string secret, List<LineReader> readers, ImportPlan plan)
    {
        using var stopping = new CancellationTokenSource();
        using var aborting = new CancellationTokenSource();
        using var signals = Signals(stopping, aborting);
        using var client = new BulkClient(gateway, secret, plan.Connections);
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        var report = new OrderedReport(new TextReport(ImportProgress.WriteLine));
        var importer = new Importer(client, plan, report, time);
        var failure = ExitCode.Success;
        try
        {
            await ImportProgress.Follow(importer.Run(readers, stopping.Token, aborting.Token), importer.Count, readers, time);
        }
        catch (ImportFailure e)
        {
            report.Complete();
            failure = await Fail(e.ExitCode, e.Message);
        }

        report.Complete();
        var count = importer.Count;
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{count.Created} created, {count.Replaced} updated or unchanged, {count.Rejected} rejected in {seconds:0.0} s ({count.Answered / Math.Max(0.001, seconds):0} per second)"));
        if (count.Unknown > 0)
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count.Unknown} unknown"));
        var stopped = stopping.IsCancellationRequested;
        if (stopped || count.Unknown > 0)
            await Console.Out.WriteLineAsync("Not all was published. To resume, start the same import again: what is published already will not change.");

        return failure != ExitCode.Success ? failure
            : count.Unknown > 0 && !stopped ? ExitCode.Unavailable
            : stopped ? ExitCode.Interrupted
            : count.Rejected > 0 ? ExitCode.Failure
            : ExitCode.Success;
    }

    // The first Ctrl-C lets the batches under way be answered, the second does not.
    private static SignalPair Signals(CancellationTokenSource stopping, CancellationTokenSource aborting)
    {
        return new SignalPair(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            var source = stopping.IsCancellationRequested ? aborting : stopping;
            source.Cancel();
        }
    }

    private static string Key(string? key, string? data)
    {
        key ??= Environment.GetEnvironmentVariable(KeyVariable);
        if (!string.IsNullOrWhiteSpace(key))
            return key.Trim();

        var file = Path.Combine(GatewayConfiguration.DataDirectory(data), DataDirectory.KeyFileName);
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportFailure(ExitCode.Usage, $"No key: {file} cannot be read. Give the key with --key or {KeyVariable}, or the gateway's data directory with --data.", e);
        }
    }

    private static async Task<int> Fail(int exitCode, string message)
    {
        await Console.Error.WriteLineAsync(message);
        return exitCode;
    }

    private sealed class SignalPair(PosixSignalRegistration interrupt, PosixSignalRegistration terminate) : IDisposable
    {
        public void Dispose()
        {
            interrupt.Dispose();
            terminate.Dispose();
        }
    }
}
