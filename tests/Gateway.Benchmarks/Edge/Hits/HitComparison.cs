using Gateway.Benchmarks.Edge.Servers;
using Gateway.Benchmarks.Publishing;

namespace Gateway.Benchmarks.Edge.Hits;

/// <summary>Cached hits beside bare Kestrel, nginx, Varnish and YARP with output caching, in one run and in turns.</summary>
internal static class HitComparison
{
    private const string Gateway = "gateway";
    private const string Tuned = "Kestrel, tuned";
    private const string Untuned = "Kestrel";
    private const string Sockets = "raw socket loop";
    private const string Nginx = "nginx";
    private const string Varnish = "Varnish";
    private const string OutputCaching = "YARP + output caching";

    private static readonly (string Form, string Peer, double Bar)[] FeedBars =
    [
        ("304", Nginx, 1.2), ("304", Varnish, 1.2), ("304", OutputCaching, 2),
        ("identity", Tuned, 0.9), ("identity", Nginx, 0.8), ("identity", OutputCaching, 2),
        ("gzip", Tuned, 0.9), ("gzip", Varnish, 0.9), ("gzip", OutputCaching, 2),
    ];

    private static readonly (string Form, string Peer, double Bar)[] PageBars = [.. Form.All.SelectMany(f => new[] { (f.Name, Nginx, 1.0), (f.Name, Varnish, 1.0) })];

    public static async Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        if (!Tool.Wrk.IsThere("nothing can be measured.") || !Tool.Taskset.IsThere("nothing can be measured."))
            return;
        var folder = Directory.CreateTempSubdirectory("gateway-hits-").FullName;
        var servers = new List<ServerProcess>();
        await using var gateway = await GatewayUnderTest.Start(ahead: true, cancellation: cancellation, cpu: Cpus.Server);
        try
        {
            var documents = await Documents(gateway, cancellation);
            foreach (var document in documents)
                await document.Save(folder, cancellation);
            servers.AddRange(await Servers(folder, documents[0].Path, cancellation));
            var rivals = servers.Where(s => s.Name is not "origin").Select(s => (s.Name, s.Address)).Prepend((Name: Gateway, Address: gateway.Client.BaseAddress!)).ToList();
            List<string> lines = [Line(["requests/s", .. rivals.Select(r => r.Name)]), Line(Enumerable.Repeat("---", rivals.Count + 1))];
            foreach (var document in documents)
            {
                foreach (var form in Form.All)
                {
                    var rates = await Compare(run, rivals, document, form, cancellation);
                    lines.Add(Line([$"{document.Name}, {form.Name}", .. rivals.Select(r => rates.TryGetValue(r.Name, out var rate) ? $"{rate:N0}" : "wrong")]));
                    AddBars(run.Results, document == documents[0] ? FeedBars : PageBars, document, form, rates);
                }
            }

            Console.WriteLine();
            lines.ForEach(Console.WriteLine);
        }
        finally
        {
            foreach (var server in Enumerable.Reverse(servers))
                await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static async Task<IReadOnlyList<CachedDocument>> Documents(GatewayUnderTest gateway, CancellationToken cancellation)
    {
        const int PageBytes = 10_000;
        var records = Records.Articles(2_000);
        await NdjsonPublisher.Publish(gateway.Client, records.Select(r => (ReadOnlyMemory<byte>)r), cancellation);
        var feed = await CachedDocument.Read(gateway.Client, "feed of 50", "latest.rss", cancellation);
        CachedDocument? page = null;
        foreach (var record in records.Take(100))
        {
            var slug = System.Text.Json.JsonDocument.Parse(record).RootElement.GetProperty("slug").GetString();
            var next = await CachedDocument.Read(gateway.Client, "article page", "news/" + Uri.EscapeDataString(slug ?? ""), cancellation);
            if (page is null || Math.Abs(next.Identity.Body.Length - PageBytes) < Math.Abs(page.Identity.Body.Length - PageBytes))
                page = next;
        }

        CachedDocument[] documents = [feed, page ?? throw new InvalidOperationException("There is no article.")];
        foreach (var document in documents)
            Console.WriteLine($"        {document.Name}: /{document.Path}, {document.Identity.Body.Length:N0} bytes, {document.Gzip.Body.Length:N0} in gzip");
        return documents;
    }

    private static async Task<List<ServerProcess>> Servers(string folder, string probe, CancellationToken cancellation)
    {
        var servers = new List<ServerProcess>
        {
            await ServerProcess.Ours("origin", "kestrel", folder, probe, cancellation),
            await ServerProcess.Ours(Tuned, "kestrel-tuned", folder, probe, cancellation),
            await ServerProcess.Ours(Untuned, "kestrel", folder, probe, cancellation),
            await ServerProcess.Ours(Sockets, "sockets", folder, probe, cancellation),
        };
        var upstream = servers[0].Address;
        if (Tool.Nginx.IsThere("compared without it."))
            servers.Add(await Peers.Nginx(folder, upstream, probe, cancellation));
        if (Tool.Varnish.IsThere("compared without it."))
            servers.Add(await Peers.Varnish(folder, upstream, probe, cancellation));
        servers.Add(await ServerProcess.Ours(OutputCaching, "output-caching", upstream.AbsoluteUri, probe, cancellation));
        return servers;
    }

    /// <summary>The median rate of each server that answers rightly.</summary>
    private static async Task<Dictionary<string, double>> Compare(
        BenchmarkRun run, IReadOnlyList<(string Name, Uri Address)> rivals, CachedDocument document, Form form, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        var right = new List<(string Name, Uri Address)>();
        foreach (var rival in rivals)
        {
            var mistakes = await Verification.Check(client, rival.Address, document, form, cancellation);
            if (mistakes.Count == 0)
                right.Add(rival);
            else
                Console.WriteLine($"        {rival.Name} answers {document.Name}, {form.Name} wrongly: {string.Join("; ", mistakes)}");
        }

        var rates = right.ToDictionary(r => r.Name, _ => new List<double>(), StringComparer.Ordinal);
        var (rounds, seconds) = (run.Scaled(5, 1), run.Scaled(2, 1));
        await using (await MeasuringTurn.Take(cancellation))
        {
            // For nothing: the JIT optimises what was called often some seconds later, and the caches have to be filled.
            foreach (var rival in right)
                await Measure(rival, 2 * seconds);
        }

        await using var turn = await MeasuringTurn.Take(cancellation);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var rival in right)
                rates[rival.Name].Add(await Measure(rival, seconds));
        }

        Console.WriteLine($"        {document.Name}, {form.Name}: {string.Join("; ", rates.Select(r => $"{r.Key} {r.Value.Min():N0}-{r.Value.Max():N0}"))}");

        return rates.ToDictionary(r => r.Key, r => Percentiles.Median(r.Value), StringComparer.Ordinal);

        async Task<double> Measure((string Name, Uri Address) rival, double duration)
        {
            var measured = await WrkRun.Measure(new Uri(rival.Address, document.Path), form.RequestFields(document), duration, cancellation);
            if (measured.Errors > 0)
                Console.WriteLine($"        {rival.Name}: {measured.Errors} errors in {document.Name}, {form.Name}");
            return measured.RequestsPerSecond;
        }
    }

    private static void AddBars(ResultTable results, (string Form, string Peer, double Bar)[] bars, CachedDocument document, Form form, Dictionary<string, double> rates)
    {
        if (!rates.TryGetValue(Gateway, out var own))
        {
            results.Add($"hits: {document.Name}, {form.Name}", "answered wrongly", "-", "the right answer", met: false);
            return;
        }

        foreach (var (_, peer, bar) in bars.Where(b => string.Equals(b.Form, form.Name, StringComparison.Ordinal)))
        {
            if (rates.TryGetValue(peer, out var theirs))
                results.Add($"hits: {document.Name}, {form.Name}, over {peer}", $"{own / theirs:F2} x ({own:N0}/s)", $"{theirs:N0}/s", $">= {bar:F1} x", own >= bar * theirs);
        }
    }
}
