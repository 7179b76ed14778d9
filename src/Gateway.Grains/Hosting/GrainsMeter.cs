using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Contracts.Topics;

namespace Gateway.Grains.Hosting;

/// <summary>The measurements of the grains, meter <c>Gateway.Grains</c>.</summary>
internal sealed class GrainsMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Gateway.Grains";

    private readonly ConcurrentDictionary<long, int> _unfinished = new();
    private readonly Counter<long> _published;
    private readonly Counter<long> _evicted;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _phase;
    private readonly Histogram<double> _feed;

    public GrainsMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _published = meter.CreateCounter<long>("gateway.publishes", "{change}", "Changes answered, by status.");
        _evicted = meter.CreateCounter<long>("gateway.activations.evicted", "{activation}", "Activations ended to stay within the memory budget.");
        _batch = meter.CreateHistogram<int>("gateway.intake.batch", "{change}", "Changes written down in one go.");
        _phase = meter.CreateHistogram<double>("gateway.intake.phase", "s", "How long one phase of a batch takes.");
        _feed = meter.CreateHistogram<double>("gateway.feed.build", "s", "How long one feed document takes to build, from its entries' places to its bytes, by format.");
        meter.CreateObservableGauge("gateway.intake.unfinished", () => _unfinished.Values.Sum(), "{change}", "Changes that are tried again.");
    }

    public void Published(int status) => _published.Add(1, new KeyValuePair<string, object?>("status", status));

    public void Evicted(int count) => _evicted.Add(count);

    public void Batch(int changes) => _batch.Record(changes);

    public void Phase(string phase, TimeSpan duration) => _phase.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("phase", phase));

    public void FeedBuilt(FeedFormat format, TimeSpan duration) => _feed.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("format", format.ToString()));

    public void Unfinished(long partition, int count) => _unfinished[partition] = count;
}
