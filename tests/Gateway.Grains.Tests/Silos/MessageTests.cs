using System.Diagnostics.Metrics;
using System.Globalization;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Silos;
using Gateway.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Gateway.Grains.Tests.Silos;

/// <summary>
/// How many messages, local ones among them, a publish costs in clusters of different sizes. Alone: what is counted is the process's.
/// </summary>
[CollectionDefinition(nameof(MessageTests), DisableParallelization = true)]
[Collection(nameof(MessageTests))]
public sealed class MessageTests(ITestOutputHelper output)
{
    private const int Articles = 36;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Messages_OfAPublish_GrowWithItsTopics_NotWithTheSilos()
    {
        var few = new Dictionary<int, double>();
        var many = new Dictionary<int, double>();
        foreach (var silos in (int[])[1, 2, 4, 8])
        {
            await using var cluster = await StartAsync((short)silos);
            (few[silos], many[silos]) = (await MeasureAsync(cluster, topics: 1), await MeasureAsync(cluster, topics: 5));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{silos} silos: {few[silos]:F1} messages for an article of one topic, {many[silos]:F1} for one of five"));
        }

        Assert.All(few.Keys, silos => Assert.InRange(many[silos] - few[silos], 4, 40));
        Assert.InRange(few[8], 1, 1.5 * few[2]);
        Assert.InRange(many[8], 1, 1.5 * many[2]);
    }

    // Of articles that are there: what a place is looked up for once is no cost of each publish.
    private static async Task<double> MeasureAsync(InProcessTestCluster cluster, int topics)
    {
        await PublishAsync(cluster, "One", topics, expected: 201);
        await PublishAsync(cluster, "Two", topics, expected: 200);
        using var counter = new Counter();
        await PublishAsync(cluster, "Three", topics, expected: 200);
        return counter.Count / (double)Articles;
    }

    private static async Task PublishAsync(InProcessTestCluster cluster, string body, int topics, int expected)
    {
        for (var i = 0; i < Articles; i++)
        {
            var slug = string.Create(CultureInfo.InvariantCulture, $"article-{topics}-{i}");
            string[] names = [.. Enumerable.Range(0, topics).Select(t => string.Create(CultureInfo.InvariantCulture, $"topic-{i % 12}-{t}"))];
            var outcomes = await cluster.Client.GetGrain<IIntakeGrain>(IntakePartition.Of(slug, TestGateway.Partitions)).Submit([Changes.Put(slug, body, topics: names)]);
            Assert.Equal(expected, outcomes[0].Status);
        }
    }

    private static async Task<InProcessTestCluster> StartAsync(short silos)
    {
        var cluster = await TestCluster.StartAsync(silos);
        foreach (var silo in cluster.Silos)
        {
            using var patience = new CancellationTokenSource(Patience);
            var directory = cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<ISiloDirectory>();
            for (var view = directory.Current; view.Members.Count(m => !m.IsJoining) < silos; view = directory.Current)
                await directory.ChangedAsync(view).WaitAsync(patience.Token);
        }

        return cluster;
    }

    /// <summary>Counts what Orleans says that it sends, of all silos in the process.</summary>
    private sealed class Counter : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly long _before;
        private long _remote;
        private long _local;

        public Counter()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name is "Microsoft.Orleans" && instrument.Name is "orleans-messaging-sent-messages-size" or "orleans-messaging-sent-local")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((_, _, _, _) => Interlocked.Increment(ref _remote));
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _local, value));
            _listener.Start();
            _before = Local();
        }

        public long Count => Interlocked.Read(ref _remote) + Local() - _before;

        public void Dispose() => _listener.Dispose();

        // Observed as totals, one for each silo.
        private long Local()
        {
            Interlocked.Exchange(ref _local, 0);
            _listener.RecordObservableInstruments();
            return Interlocked.Read(ref _local);
        }
    }
}
