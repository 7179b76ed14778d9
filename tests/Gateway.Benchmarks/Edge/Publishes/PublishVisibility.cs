using System.Text;
using Gateway.Benchmarks.Edge.Load;
using Gateway.Benchmarks.Publishing;

namespace Gateway.Benchmarks.Edge.Publishes;

/// <summary>What a publish costs the origin while a thousand readers poll the feed, and how soon the publisher's own reads show it.</summary>
internal static class PublishVisibility
{
    private const double PublishesPerSecond = 5;

    private static readonly string[] Formats = ["latest.rss", "latest.atom", "latest.json", "latest"];

    public static async Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        if (!Tool.Taskset.IsThere("nothing can be measured."))
            return;
        await using var gateway = await GatewayUnderTest.Start(ahead: true, cancellation: cancellation);
        await NdjsonPublisher.Publish(gateway.Client, Records.Articles(300).Select(r => (ReadOnlyMemory<byte>)r), cancellation);
        var quiet = await Quiet(run, gateway, cancellation);
        await CountOriginRequests(run, gateway, cancellation);
        await ReadOwnWrites(run, gateway, quiet, cancellation);
    }

    /// <summary>Milliseconds of publishes while nobody has asked for anything that they change.</summary>
    private static async Task<List<double>> Quiet(BenchmarkRun run, GatewayUnderTest gateway, CancellationToken cancellation)
    {
        await using var turn = await MeasuringTurn.Take(cancellation);
        var publisher = new Publisher(gateway.Client, "quiet");
        for (var i = 0; i < run.Scaled(400, 100); i++)
            await publisher.Publish(cancellation);
        return [.. publisher.Milliseconds.Skip(publisher.Milliseconds.Count / 2)];
    }

    private static async Task CountOriginRequests(BenchmarkRun run, GatewayUnderTest gateway, CancellationToken cancellation)
    {
        await using var turn = await MeasuringTurn.Take(cancellation);
        var plan = Polls(gateway, run.Scaled(40, 4));
        await LoadCommand.Start(plan with { Seconds = 2 }, cancellation);
        var before = await OriginRequests(gateway, cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var publishing = new Publisher(gateway.Client, "counted").Publish(PublishesPerSecond, stop.Token);
        var load = await LoadCommand.Start(plan, cancellation);
        await stop.CancelAsync();
        var published = await publishing;
        var requests = await OriginRequests(gateway, cancellation) - before;

        // The last publish may not have been refreshed yet, or the first refresh counted: one more or less says nothing.
        run.Results.Add(
            $"origin requests per publish, one variant, {plan.Connections:N0} clients at {plan.Rate:N0}/s, {published} publishes",
            $"{requests / published:F2} ({requests:N0} requests)",
            $"{load.Answers:N0} polls, {load.Whole:N0} of them with something new, {load.Errors} errors",
            "1",
            requests <= published + 1 && load.Errors == 0 && load.Whole >= plan.Connections);
    }

    private static async Task ReadOwnWrites(BenchmarkRun run, GatewayUnderTest gateway, List<double> quiet, CancellationToken cancellation)
    {
        var publisher = new Publisher(gateway.Client, "own");
        var heldBefore = await HeldPublishes.Read(gateway, cancellation);
        var (wanted, done, old, errors) = (run.Scaled(1_000, 30), 0, 0, 0);
        while (done < wanted)
        {
            await using var turn = await MeasuringTurn.Take(cancellation);
            var load = LoadCommand.Start(Polls(gateway, Math.Min(30, run.Scaled(30, 5))), cancellation);
            while (done < wanted && !load.IsCompleted)
            {
                var mark = Encoding.UTF8.GetBytes(await publisher.Publish(cancellation));
                var shown = await Task.WhenAll(Formats.Select(f => Shows(gateway.Client, f, mark, cancellation)));
                old += shown.Count(s => !s);
                done++;
            }

            errors += (await load).Errors;
        }

        var held = (await HeldPublishes.Read(gateway, cancellation)).Since(heldBefore);
        run.Results.Add($"first reads after {done:N0} publishes under load that were older than the publish, {Formats.Length} formats", $"{old}", $"{errors} errors in the load", "0", old == 0 && errors == 0);
        run.Results.Add(
            "how long a 2xx was held, p99, as the edge measures it",
            $"at most {held.AtMost(0.99) * 1_000:G3} ms ({held.Count:N0} publishes; a whole one: p50 {Percentiles.Median(publisher.Milliseconds):F1}, p99 {Percentiles.At(publisher.Milliseconds, 0.99):F1} ms)",
            $"publishes that nobody reads: p50 {Percentiles.Median(quiet):F1} ms, p99 {Percentiles.At(quiet, 0.99):F1} ms",
            "< 50 ms",
            held.Count >= done && held.AtMost(0.99) <= 0.05);
    }

    private static LoadPlan Polls(GatewayUnderTest gateway, double seconds) => new()
    {
        Port = gateway.Client.BaseAddress!.Port, Path = "/latest.rss", Fields = ["Accept-Encoding: gzip"], Polls = true, Connections = 1_000, Rate = 1_000, Seconds = seconds,
    };

    /// <summary>GETs that the origin's own server has counted: the edge speaks HTTP/2 to it, the readers here HTTP/1.1 to the edge.</summary>
    private static Task<double> OriginRequests(GatewayUnderTest gateway, CancellationToken cancellation) =>
        gateway.Counter("http_server_request_duration_seconds_count", cancellation, "http_request_method=\"GET\"", "network_protocol_version=\"2\"");

    private static async Task<bool> Shows(HttpClient client, string path, byte[] mark, CancellationToken cancellation)
    {
        var content = await client.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellation);
        return content.AsSpan().IndexOf(mark) >= 0;
    }
}
