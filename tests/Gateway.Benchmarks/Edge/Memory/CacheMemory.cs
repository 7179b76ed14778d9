using Gateway.Benchmarks.Edge.Load;
using Gateway.Benchmarks.Edge.Servers;

namespace Gateway.Benchmarks.Edge.Memory;

/// <summary>A scan of a million one-off addresses, then a thousand variants of one: memory, and what became of what is asked for often.</summary>
internal static class CacheMemory
{
    private const int HotAddresses = 100;
    private const int Day = 86_400;

    public static async Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        if (!Tool.Taskset.IsThere("nothing can be measured."))
            return;

        // Pages of 2 KB: eight times the bound in the full form, and still twice in the shortest.
        var (addresses, capacity) = (run.Scaled(1_000_000, 20_000), run.Scaled(256, 16) * 1_048_576L);
        var port = GatewayUnderTest.FreePort();
        await using var site = await SiteServer.Start(port, version: 1, Day, cancellation);
        await using var gateway = await GatewayUnderTest.Start(ahead: true, cancellation: cancellation, settings: [.. SiteServer.Route(port), $"Gateway:Cache:Capacity={capacity}"]);
        var hot = new LoadPlan { Port = gateway.Client.BaseAddress!.Port, Path = "/" + SiteServer.Path + "hot/{n}", Addresses = HotAddresses, Requests = HotAddresses };
        var warm = await LoadCommand.Start(hot with { Requests = 20 * HotAddresses }, cancellation);
        var before = gateway.ResidentMegabytes;
        var most = 0.0;
        var scanned = new LoadResult([], 0, 0, 0, 0, 0, 0, 0);
        var asked = scanned;
        const int Share = 50_000;
        for (var first = 0; first < addresses; first += Share)
        {
            await using var turn = await MeasuringTurn.Take(cancellation);
            var scan = LoadCommand.Start(hot with { Path = "/" + SiteServer.Path + "once/{n}", First = first, Addresses = Share, Requests = Math.Min(Share, addresses - first) }, cancellation);
            while (!scan.IsCompleted)
            {
                asked = asked.With(await LoadCommand.Start(hot with { Rate = 2 * HotAddresses, Connections = 1 }, cancellation));
                most = Math.Max(most, gateway.ResidentMegabytes);
            }

            scanned = scanned.With(await scan);
        }

        Console.WriteLine($"        scanned at {scanned.Answers / scanned.Seconds:N0}/s, {scanned.Hits:N0} hits, {scanned.Errors} errors; hot during the scan: {asked.Hits:N0} hits of {asked.Answers:N0}");
        await Judge(run, gateway, hot, $"{addresses:N0} addresses asked for once", before, most, capacity, scanned.Errors + warm.Errors, cancellation);

        var variants = run.Scaled(1_000, 100);
        var varied = await LoadCommand.Start(
            hot with { Path = "/" + SiteServer.Path + "vary/one", Fields = ["Accept: text/plain, application/x-{n}"], Addresses = variants, Requests = 4 * variants, Connections = 8 }, cancellation);
        await Judge(run, gateway, hot, $"{variants:N0} values of Accept for one address", before, gateway.ResidentMegabytes, capacity, varied.Errors, cancellation);
    }

    private static async Task Judge(
        BenchmarkRun run, GatewayUnderTest gateway, LoadPlan hot, string what, double before, double most, long capacity, int errors, CancellationToken cancellation)
    {
        var again = await LoadCommand.Start(hot, cancellation);
        var (bound, grown) = (capacity * 1.2 / 1e6, Math.Max(most, gateway.ResidentMegabytes) - before);
        run.Results.Add($"resident memory gained by {what}", $"{grown:F0} MB ({errors} errors)", $"{before:F0} MB before; the bound is {capacity / 1e6:F0} MB", $"<= {bound:F0} MB", grown <= bound && errors == 0);
        run.Results.Add("hot addresses still hits then", $"{again.Hits} of {again.Answers}", "-", "all", again.Hits == HotAddresses && again.Errors == 0);
    }
}
