using System.Net.Http.Headers;
using System.Text;

namespace Gateway.Benchmarks.Publishing;

/// <summary>One PUT at a time on each of 8 connections: how many fsyncs a PUT costs.</summary>
internal static class PutFsyncs
{
    private const int Connections = 8;

    public static async Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        var each = run.Scaled(500, 20);
        await using var gateway = await GatewayUnderTest.Start(cancellation: cancellation);
        await PutAll(gateway, -50, 50, cancellation);

        await using var trace = FsyncTrace.Attach(gateway.ProcessId);
        await PutAll(gateway, 0, each, cancellation);
        var fsyncs = await trace.Detach();
        var puts = each * Connections;
        var perPut = fsyncs / (double)puts;
        run.Results.Add($"fsyncs per PUT, {Connections} connections, {puts:N0} PUTs", $"{perPut:F2}", "counted by strace", "<= 0.75", perPut <= 0.75);
    }

    private static Task PutAll(GatewayUnderTest gateway, int first, int count, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, Connections).Select(async connection =>
        {
            for (var i = first; i < first + count; i++)
            {
                var number = 1_000_000 + connection * 100_000 + i;
                using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Records.Small(number, 4_000)));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var answer = await gateway.Client.PutAsync(new Uri($"api/articles/small-{number}", UriKind.Relative), content, cancellation);
                answer.EnsureSuccessStatusCode();
            }
        }));
}
