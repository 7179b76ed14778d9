using System.Net;
using System.Text.Json;
using Gateway.Contracts.Silos;
using Gateway.Origin.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Origin.Tests.Changes;

/// <summary><c>GET /internal/changes</c>.</summary>
public sealed class ChangeStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Stream_BeginsWithWhereItStands_AndTellsOfEachChangeAtOnce()
    {
        await using var host = await OriginHost.StartAsync();
        host.Store.Journal.Report("x");
        using var listener = await Listener.OpenAsync(host);
        Assert.Equal("""{"sequence":1,"silo":"silo","epoch":7}""", await listener.LineAsync());

        host.Store.Journal.Report("topic:latest");
        Assert.Equal("""{"sequence":2,"changed":{"topic:latest":2}}""", await listener.LineAsync());
        host.Store.Journal.Report("article:a", isRetraction: true);
        Assert.Equal("""{"sequence":3,"dropped":{"article:a":3}}""", await listener.LineAsync());
    }

    [Theory]
    [InlineData("?epoch=7&after=1")]
    [InlineData("?later=x&epoch=7&kinds=a,b&after=1")]
    public async Task Stream_ResumedWhereItBroke_TellsOfWhatWasMissed(string query)
    {
        await using var host = await OriginHost.StartAsync();
        foreach (var key in (string[])["a", "b", "c", "b"])
            host.Store.Journal.Report(key);
        using var listener = await Listener.OpenAsync(host, query);
        Assert.Equal("""{"sequence":1,"silo":"silo","epoch":7}""", await listener.LineAsync());
        Assert.Equal("""{"sequence":4,"changed":{"b":4,"c":3}}""", await listener.LineAsync());
    }

    [Fact]
    public async Task Stream_ForWhoHasHeardNothingYet_TellsOfAllThatWasEverChanged()
    {
        await using var host = await OriginHost.StartAsync();
        host.Store.Journal.Report("a");
        using var listener = await Listener.OpenAsync(host, "?after=0");
        Assert.Equal("""{"sequence":0,"silo":"silo","epoch":7}""", await listener.LineAsync());
        Assert.Equal("""{"sequence":1,"changed":{"a":1}}""", await listener.LineAsync());
    }

    [Fact]
    public async Task Stream_TellsOfTheSilos_AtFirstAndWhenTheyAreOthers()
    {
        await using var host = await OriginHost.StartAsync();
        var one = new SiloMember("a", new Uri("http://a.example:8080/"), IsJoining: false);
        host.Store.Silos.Tell(new SiloView(3, [one]));
        using var listener = await Listener.OpenAsync(host);
        await listener.LineAsync();
        Assert.Equal("""{"sequence":0,"silos":{"version":3,"members":[{"name":"a","address":"http://a.example:8080/"}]}}""", await listener.LineAsync());

        host.Store.Silos.Tell(new SiloView(4, [one, new SiloMember("b", null, IsJoining: true)]));
        string line;
        do
            line = await listener.LineAsync();
        while (!line.Contains("silos", StringComparison.Ordinal));
        Assert.Equal("""{"sequence":0,"silos":{"version":4,"members":[{"name":"a","address":"http://a.example:8080/"},{"name":"b","joining":true}]}}""", line);
    }

    [Theory]
    [InlineData("?epoch=7&after=1")]
    [InlineData("?epoch=8&after=3")]
    [InlineData("?epoch=7&after=5")]
    public async Task Stream_AskedForWhatIsForgotten_OrWasNever_SaysSo(string query)
    {
        await using var host = await OriginHost.StartAsync();
        foreach (var key in (string[])["a", "b", "c", "d"])
            host.Store.Journal.Report(key);
        host.Store.Journal.Forgotten = 2;
        using var listener = await Listener.OpenAsync(host, query);
        Assert.Equal("""{"sequence":4,"silo":"silo","epoch":7,"gap":true}""", await listener.LineAsync());
    }

    [Fact]
    public async Task Stream_OverrunWhileItRuns_SaysSo_AndGoesOn()
    {
        await using var host = await OriginHost.StartAsync();
        using var listener = await Listener.OpenAsync(host);
        await listener.LineAsync();
        // Forgotten before it was read, as when the listener has not kept up.
        host.Store.Journal.Forgotten = 1;
        host.Store.Journal.Report("a");
        Assert.Equal("""{"sequence":1,"gap":true}""", await listener.LineAsync());
        host.Store.Journal.Report("b");
        Assert.Equal("""{"sequence":2,"changed":{"b":2}}""", await listener.LineAsync());
    }

    [Fact]
    public async Task Stream_WithNothingToTell_SaysThatItIsAlive()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await OriginHost.StartAsync(time, ("Gateway:Changes:Heartbeat", "00:00:03"));
        using var listener = await Listener.OpenAsync(host);
        await listener.LineAsync();
        for (var i = 0; i < 3; i++)
        {
            var line = listener.LineAsync();
            // The stream may not have begun to wait yet: its clock goes on until it has.
            while (!line.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(3));
                await Task.WhenAny(line, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
            }

            Assert.Equal("""{"sequence":0}""", await line);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(1_300)]
    public async Task Stream_TellsEachChangeOnce_HoweverManyCameTogether(int count)
    {
        await using var host = await OriginHost.StartAsync();
        using var listener = await Listener.OpenAsync(host);
        await listener.LineAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < count; i++)
                host.Store.Journal.Report($"k{round}-{i}");
            var told = new List<string>();
            var sequence = (long)round * count;
            while (told.Count < count)
            {
                using var line = JsonDocument.Parse(await listener.LineAsync());
                var keys = line.RootElement.TryGetProperty("changed", out var changed) ? changed.EnumerateObject().ToList() : [];
                Assert.All(keys, k => Assert.Equal(++sequence, k.Value.GetInt64()));
                Assert.Equal(sequence, line.RootElement.GetProperty("sequence").GetInt64());
                told.AddRange(keys.Select(k => k.Name));
            }

            Assert.Equal(Enumerable.Range(0, count).Select(i => $"k{round}-{i}"), told);
        }

        // And nothing once more: the next line is the next change.
        host.Store.Journal.Report("last");
        var next = await listener.LineAsync();
        while (!next.Contains("changed", StringComparison.Ordinal))
            next = await listener.LineAsync();
        Assert.Equal($$$"""{"sequence":{{{(2 * count) + 1}}},"changed":{"last":{{{(2 * count) + 1}}}}}""", next);
    }

    [Fact]
    public async Task Stream_EndsWhenTheSiloStops()
    {
        await using var host = await OriginHost.StartAsync();
        using var listener = await Listener.OpenAsync(host);
        await listener.LineAsync();
        host.BeginStop();
        Assert.Null(await listener.LineOrEndAsync());
    }

    [Fact]
    public async Task Stream_ForTwoEdges_TellsBoth()
    {
        await using var host = await OriginHost.StartAsync();
        using var one = await Listener.OpenAsync(host);
        using var other = await Listener.OpenAsync(host);
        await one.LineAsync();
        await other.LineAsync();
        host.Store.Journal.Report("a");
        Assert.Equal("""{"sequence":1,"changed":{"a":1}}""", await one.LineAsync());
        Assert.Equal("""{"sequence":1,"changed":{"a":1}}""", await other.LineAsync());
    }

    [Theory]
    [InlineData("GET", "/internal/changes", null)]
    [InlineData("POST", "/internal/changes", "e")]
    [InlineData("GET", "/internal", "e")]
    [InlineData("GET", "/internal/changes/", "e")]
    [InlineData("GET", "/INTERNAL/changes", "e")]
    public async Task Internal_ForWhoIsNoListener_IsNothing(string method, string path, string? listener)
    {
        await using var host = await OriginHost.StartAsync();
        using var answer = await host.SendAsync(method, path, listener is null ? [("Gateway-Edge", "e")] : [("Gateway-Listener", listener)]);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private sealed class Listener(HttpResponseMessage answer, StreamReader reader) : IDisposable
    {
        public static async Task<Listener> OpenAsync(OriginHost host, string query = "")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/internal/changes" + query);
            request.Headers.TryAddWithoutValidation("Gateway-Listener", "e");
            var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
            Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
            return new Listener(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
        }

        /// <summary>The next line.</summary>
        public async Task<string> LineAsync() => await LineOrEndAsync() is { } line ? line : throw new EndOfStreamException();

        public Task<string?> LineOrEndAsync() => reader.ReadLineAsync().WaitAsync(Patience);

        public void Dispose()
        {
            reader.Dispose();
            answer.Dispose();
        }
    }
}
