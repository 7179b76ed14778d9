using System.Diagnostics;
using System.Globalization;
using Gateway.Benchmarks.Edge.Load;
using Gateway.Benchmarks.Edge.Servers;

namespace Gateway.Benchmarks.Edge.Failures;

/// <summary>An operator's origin that is killed under load and comes back a minute later with something new.</summary>
internal static class OriginOutage
{
    private const int Addresses = 200;

    public static async Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        if (!Tool.Taskset.IsThere("nothing can be measured."))
            return;
        var port = GatewayUnderTest.FreePort();
        var first = await SiteServer.Start(port, version: 1, maximumAge: 1, cancellation);
        await using var gateway = await GatewayUnderTest.Start(ahead: true, cancellation: cancellation, settings: SiteServer.Route(port));
        var plan = new LoadPlan { Port = gateway.Client.BaseAddress!.Port, Path = "/" + SiteServer.Path + "{n}", Addresses = Addresses, Rate = 1_000 };
        var warm = await LoadCommand.Start(plan with { Requests = 2 * Addresses }, cancellation);
        await using var turn = await MeasuringTurn.Take(cancellation);
        var outage = TimeSpan.FromSeconds(run.Scaled(60, 5));
        var load = LoadCommand.Start(plan with { Seconds = outage.TotalSeconds + 12 }, cancellation);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellation);
        await first.DisposeAsync();
        await Task.Delay(outage, TimeProvider.System, cancellation);
        await using var second = await SiteServer.Start(port, version: 2, maximumAge: 1, cancellation);
        var recovery = await Recovery(gateway.Client, cancellation);
        var result = await load;
        run.Results.Add(
            $"errors while the origin was down for {outage.TotalSeconds:N0} s, {plan.Rate:N0} requests/s for {Addresses} stored addresses",
            $"{result.Errors} of {result.Answers:N0} (p50 {result.At(0.5):F2} ms, p99 {result.At(0.99):F2} ms)",
            $"{warm.Errors} errors before",
            "0",
            result is { Errors: 0, Answers: > 0 } && warm.Errors == 0);
        run.Results.Add("from the origin's return until every address is served anew", recovery is { } time ? $"{time.TotalSeconds:F1} s" : "never", "fresh for 1 s", "< 5 s", recovery < TimeSpan.FromSeconds(5));
    }

    private static async Task<TimeSpan?> Recovery(HttpClient client, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < Addresses;)
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
                return null;
            using var answer = await client.GetAsync(new Uri(SiteServer.Path + number.ToString(CultureInfo.InvariantCulture), UriKind.Relative), cancellation);
            if (answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync(cancellation)).StartsWith("version 2", StringComparison.Ordinal))
                number++;
            else
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
