using Gateway.Benchmarks.Edge.Hits;
using Gateway.Benchmarks.Edge.Load;
using Gateway.Benchmarks.Edge.Servers;
using Gateway.Benchmarks.Publishing;

namespace Gateway.Benchmarks.Edge.Latency;

/// <summary>
/// The latency of hits at 30 % of capacity while the feed is published to five times a second, against the same in quiet, in
/// turns. The gateway has both processors, as it would; the load one of them.
/// </summary>
internal static class HitLatency
{
    private const double Share = 0.3;
    private const double PublishesPerSecond = 5;
    private const double WarmUp = 1;

    public static async Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        if (!Tool.Wrk.IsThere("nothing can be measured.") || !Tool.Taskset.IsThere("nothing can be measured."))
            return;
        await using var gateway = await GatewayUnderTest.Start(ahead: true, cancellation: cancellation);
        await NdjsonPublisher.Publish(gateway.Client, Records.Articles(2_000).Select(r => (ReadOnlyMemory<byte>)r), cancellation);
        var publisher = new Publisher(gateway.Client);
        foreach (var form in Form.All)
        {
            await using var turn = await MeasuringTurn.Take(cancellation);
            var plan = new LoadPlan
            {
                Port = gateway.Client.BaseAddress!.Port,
                Path = "/latest.rss",
                Fields = [.. form.Gzip ? ["Accept-Encoding: gzip"] : Array.Empty<string>(), .. form.Conditional ? ["If-None-Match: *"] : Array.Empty<string>()],
                Rate = Share * await Capacity(run, gateway, form, cancellation),
                Seconds = WarmUp + run.Scaled(6, 2),
                WarmUp = WarmUp,
            };
            await Compare(run, publisher, form.Name, plan, cancellation);
            if (!form.Conditional)
                continue;
            var polls = plan with { Fields = plan.Fields.Take(1).ToArray(), Polls = true };
            await Compare(run, publisher, "polls, the whole feed after each publish among them,", polls, cancellation);
            await AtTheLeast(run, gateway, polls, cancellation);
        }
    }

    private static async Task Compare(BenchmarkRun run, Publisher publisher, string name, LoadPlan plan, CancellationToken cancellation)
    {
        // Both sides are of a server that has been at work: what publishing runs is compiled, what was just imported has grown old.
        await WhilePublishing(publisher, plan with { Seconds = WarmUp + run.Scaled(20, 1) }, cancellation);
        var (quiet, busy) = await InTurns(run, () => LoadCommand.Start(plan, cancellation), () => WhilePublishing(publisher, plan, cancellation));
        Add(run.Results, name, plan.Rate, quiet, busy);
    }

    private static async Task<(LoadResult Quiet, LoadResult Busy)> InTurns(BenchmarkRun run, Func<Task<LoadResult>> quiet, Func<Task<LoadResult>> busy)
    {
        var (calm, disturbed) = (await quiet(), await busy());
        for (var round = 1; round < run.Scaled(4, 1); round++)
            (calm, disturbed) = (calm.With(await quiet()), disturbed.With(await busy()));
        return (calm, disturbed);
    }

    /// <summary>
    /// A publish has every poller fetch the whole feed, and polls wait behind that whatever the server. How long at the least: the
    /// same polls of a bare server, whose feed has another <c>ETag</c> as often and nothing else to do.
    /// </summary>
    private static async Task AtTheLeast(BenchmarkRun run, GatewayUnderTest gateway, LoadPlan polls, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-latency-").FullName;
        try
        {
            await MeasureBare(run, gateway, polls, folder, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureBare(BenchmarkRun run, GatewayUnderTest gateway, LoadPlan polls, string folder, CancellationToken cancellation)
    {
        var feed = await CachedDocument.Read(gateway.Client, "feed", "latest.rss", cancellation);
        await feed.Save(folder, cancellation);
        await using var still = await ServerProcess.Ours("still", "kestrel-tuned", folder, feed.Path, cancellation);
        await using var changing = await ServerProcess.Ours("changing", "kestrel-changing", folder, feed.Path, cancellation);
        foreach (var server in (ServerProcess[])[still, changing])
            await LoadCommand.Start(polls with { Port = server.Address.Port, Rate = 0, Seconds = WarmUp + run.Scaled(10, 1) }, cancellation);
        var (quiet, busy) = await InTurns(
            run,
            () => LoadCommand.Start(polls with { Port = still.Address.Port }, cancellation),
            () => LoadCommand.Start(polls with { Port = changing.Address.Port }, cancellation));
        Console.WriteLine(FormattableString.Invariant(
            $"        the same polls of a bare server without any work: {busy.At(0.99):F2} ms, {busy.At(0.99) / quiet.At(0.99):F2} x (quiet {quiet.At(0.99):F2} ms)"));
    }

    private static async Task<LoadResult> WhilePublishing(Publisher publisher, LoadPlan plan, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var publishing = publisher.Publish(PublishesPerSecond, stop.Token);
        var result = await LoadCommand.Start(plan, cancellation);
        await stop.CancelAsync();
        var published = await publishing;
        if (published < plan.Seconds * PublishesPerSecond * 0.8)
            Console.WriteLine($"        only {published} publishes in {plan.Seconds} s");
        return result;
    }

    /// <summary>Answers per second, as fast as they come.</summary>
    private static async Task<double> Capacity(BenchmarkRun run, GatewayUnderTest gateway, Form form, CancellationToken cancellation)
    {
        var feed = await CachedDocument.Read(gateway.Client, "feed", "latest.rss", cancellation);
        await WrkRun.Measure(new Uri(gateway.Client.BaseAddress!, feed.Path), form.RequestFields(feed), run.Scaled(3, 1), cancellation);
        return (await WrkRun.Measure(new Uri(gateway.Client.BaseAddress!, feed.Path), form.RequestFields(feed), run.Scaled(3, 1), cancellation)).RequestsPerSecond;
    }

    private static void Add(ResultTable results, string name, double rate, LoadResult quiet, LoadResult busy)
    {
        var (calm, disturbed) = (quiet.At(0.99), busy.At(0.99));
        results.Add(
            $"p99 of {name} at {rate:N0}/s ({Share:P0} of capacity) while published to {PublishesPerSecond} times a second",
            $"{disturbed:F2} ms, {disturbed / calm:F2} x (p50 {busy.At(0.5):F2}, p99.9 {busy.At(0.999):F2}; {busy.Errors} errors)",
            $"quiet {calm:F2} ms (p50 {quiet.At(0.5):F2}, p99.9 {quiet.At(0.999):F2})",
            "<= 2 x",
            disturbed <= 2 * calm && busy.Errors == 0);
    }
}
