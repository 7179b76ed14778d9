using System.CommandLine;
using BenchmarkDotNet.Running;
using Gateway.Benchmarks;
using Gateway.Benchmarks.Caching;
using Gateway.Benchmarks.Edge.Failures;
using Gateway.Benchmarks.Edge.Hits;
using Gateway.Benchmarks.Edge.Latency;
using Gateway.Benchmarks.Edge.Load;
using Gateway.Benchmarks.Edge.Memory;
using Gateway.Benchmarks.Edge.Publishes;
using Gateway.Benchmarks.Edge.Servers;
using Gateway.Benchmarks.Micro;
using Gateway.Benchmarks.Publishing;
using Gateway.Benchmarks.Reading;
using Gateway.Benchmarks.Starting;

// The parts on their own, with BenchmarkDotNet's own arguments behind the word.
if (args is ["micro", ..])
{
    BenchmarkSwitcher.FromTypes([typeof(ArticleBenchmarks), typeof(FeedBenchmarks), typeof(StoreBenchmarks)]).Run(args[1..]);
    return 0;
}

// What the benchmarks start as processes of their own.
if (args is [LoadCommand.Word, ..])
    return LoadCommand.Run(args[1..]);
if (args is [ServeCommand.Word, _, _, _])
    return await ServeCommand.Run(args[1..]);

var scale = new Option<double>("--scale")
{
    Description = "Share of the full form: 1 measures the bars, 0.01 only shows that everything runs.",
    DefaultValueFactory = _ => 1.0,
};
var store = new Option<string?>("--store")
{
    Description = "Folder of the million-article store, kept between runs; without it one is made and removed.",
};
var names = new Argument<string[]>("benchmarks")
{
    Description = "Which to run: publish, fsyncs, rebuild, start, million; of the edge hits, latency, publishes, outage, memory; all of them without a name. hit-ratio and store-reads compare the cache's store with others. (micro: the parts on their own, by BenchmarkDotNet.)",
    Arity = ArgumentArity.ZeroOrMore,
};

var root = new RootCommand("Measures the gateway's bars, each as a ratio or beside its baseline in the same run.") { names, scale, store };
root.SetAction(async (parsed, cancellation) =>
{
    var wanted = parsed.GetValue(names) is { Length: > 0 } some ? some : ["start", "publish", "fsyncs", "rebuild", "hits", "latency", "publishes", "outage", "memory", "million"];
    var run = new BenchmarkRun(parsed.GetValue(scale), parsed.GetValue(store), new ResultTable());
    foreach (var name in wanted)
    {
        Func<BenchmarkRun, CancellationToken, Task> benchmark = name switch
        {
            "publish" => BulkPublish.Run,
            "fsyncs" => PutFsyncs.Run,
            "rebuild" => FeedRebuild.Run,
            "start" => EmptyStart.Run,
            "million" => MillionArticles.Run,
            "hit-ratio" => HitRatio.Run,
            "store-reads" => StoreReads.Run,
            "hits" => HitComparison.Run,
            "latency" => HitLatency.Run,
            "publishes" => PublishVisibility.Run,
            "outage" => OriginOutage.Run,
            "memory" => CacheMemory.Run,
            _ => throw new NotSupportedException($"There is no benchmark '{name}'."),
        };
        await benchmark(run, cancellation);
    }

    run.Results.Print();
    return run.Results.AllMet ? 0 : 1;
});

return await root.Parse(args).InvokeAsync();
