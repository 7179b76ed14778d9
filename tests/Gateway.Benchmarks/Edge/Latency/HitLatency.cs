using Gateway.Benchmarks.Edge.Hits;
using Gateway.Benchmarks.Edge.Load;
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
            var rate = Share * await Capacity(run, gateway, form, cancellation);
            var plan = new LoadPlan
            {
                Port = gateway.Client.BaseAddress!.Port, Path = "/latest.rss", Fields = form.Gzip ? ["Accept-Encoding: gzip"] : [], Polls = form.Conditional, Rate = rate, Seconds = WarmUp + run.Scaled(6, 2), WarmUp = WarmUp,
            };
            LoadResult? quiet = null, busy = null;
            // Both sides are of a server that has been at work: what publishing runs is compiled, what was just imported has grown old.
            await WhilePublishing(publisher, plan with { Seconds = WarmUp + run.Scaled(20, 1) }, cancellation);
            for (var round = 0; round < run.Scaled(4, 1); round++)
            {
                var calm = await LoadCommand.Start(plan, cancellation);
                quiet = quiet?.With(calm) ?? calm;
                var disturbed = await WhilePublishing(publisher, plan, cancellation);
                busy = busy?.With(disturbed) ?? disturbed;
            }

            // A poll after a publish is answered with the whole feed, one before it with a 304: both together, and like with like.
            if (form.Conditional)
                Add(run.Results, "304s among the polls", rate, quiet!, busy!, static (r, share) => r.PollsAt(share));
            Add(run.Results, form.Conditional ? "polls, whole answers after a publish among them," : form.Name, rate, quiet!, busy!, static (r, share) => r.At(share));
        }
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

    private static void Add(ResultTable results, string name, double rate, LoadResult quiet, LoadResult busy, Func<LoadResult, double, double> at)
    {
        var (calm, disturbed) = (at(quiet, 0.99), at(busy, 0.99));
        results.Add(
            $"p99 of {name} at {rate:N0}/s ({Share:P0} of capacity) while published to {PublishesPerSecond} times a second",
            $"{disturbed:F2} ms, {disturbed / calm:F2} x (p50 {at(busy, 0.5):F2}, p99.9 {at(busy, 0.999):F2}; {busy.Errors} errors)",
            $"quiet {calm:F2} ms (p50 {at(quiet, 0.5):F2}, p99.9 {at(quiet, 0.999):F2})",
            "<= 2 x",
            disturbed <= 2 * calm && busy.Errors == 0);
    }
}
