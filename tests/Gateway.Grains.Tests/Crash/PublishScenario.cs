using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Contracts.Publishing;
using Gateway.Grains.Tests.Hosting;

namespace Gateway.Grains.Tests.Crash;

/// <summary>
/// Several publishers at work at once: creating, editing with a change of topics, retracting, republishing, and sending
/// many in one call. Keeps account of what was sent and acknowledged, and can tell what must be found afterwards.
/// </summary>
internal sealed class PublishScenario
{
    private static readonly string[] Bulk = ["bulk-1", "bulk-2", "bulk-3", "bulk-4"];

    private readonly ImmutableDictionary<string, Step[]> _plan = new Dictionary<string, Step[]>(StringComparer.Ordinal)
    {
        ["full-life"] = [
            new(Changes.Put("full-life", "1", ["one", "two"]), ["one", "two"]),
            new(Changes.Put("full-life", "2", ["two", "three"]), ["two", "three"]),
            new(Changes.Retract("full-life"), null),
            new(Changes.Put("full-life", "3", ["one", "four"]), ["one", "four"])],
        ["retracted"] = [
            new(Changes.Put("retracted", "1", ["one", "three"], url: "https://a.example/retracted"), ["one", "three"]),
            new(Changes.Retract("retracted"), null)],
        ["edited"] = [
            new(Changes.Put("edited", "1", ["two"]), ["two"]),
            new(Changes.Put("edited", "2", ["two"]), ["two"]),
            new(Changes.Put("edited", "3", []), [])],
        [Bulk[0]] = [new(Changes.Put(Bulk[0], topics: ["one", "shared"]), ["one", "shared"])],
        [Bulk[1]] = [new(Changes.Put(Bulk[1], topics: ["one", "shared"]), ["one", "shared"])],
        [Bulk[2]] = [new(Changes.Put(Bulk[2], topics: ["one", "shared"]), ["one", "shared"])],
        [Bulk[3]] = [new(Changes.Put(Bulk[3], topics: ["one", "shared"]), ["one", "shared"])],
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, int> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _acknowledged = new(StringComparer.Ordinal);

    /// <summary>Sends everything that is not acknowledged yet; what is answered 503 is sent again.</summary>
    public async Task Run(TestGateway gateway)
    {
        var single = _plan.Keys.Where(slug => !Bulk.Contains(slug)).Select(slug => RunOne(gateway, slug));
        var many = Bulk.GroupBy(slug => IntakePartition.Of(slug, TestGateway.Partitions)).Select(slugs => RunMany(gateway, [.. slugs]));
        await Task.WhenAll(single.Concat(many));
    }

    /// <summary>Everything acknowledged is there, nothing is there by half, nothing is under way.</summary>
    public async Task Check(TestGateway gateway, string label)
    {
        var found = new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal);
        foreach (var topic in (string[])["one", "two", "three", "four", "shared", ""])
        {
            var key = topic.Length == 0 ? "latest" : "topics/" + topic;
            var entries = await gateway.Topic(key);
            Assert.True(entries.Length == entries.DistinctBy(entry => entry.Slug).Count(), $"{label}: {key} holds an article twice");
            found.Add(topic, entries.ToDictionary(entry => entry.Slug, entry => entry.Revision, StringComparer.Ordinal));
        }

        foreach (var (slug, steps) in _plan)
        {
            var header = await gateway.Describe(slug);
            var revision = (int)(header?.Revision ?? 0);
            Assert.True(revision >= _acknowledged.GetValueOrDefault(slug), $"{label}: {slug} lost revision {_acknowledged.GetValueOrDefault(slug)}, it is at {revision}");
            Assert.True(revision <= _sent.GetValueOrDefault(slug), $"{label}: {slug} is at {revision}, but only {_sent.GetValueOrDefault(slug)} changes were sent");
            var expected = revision == 0 ? null : steps[revision - 1].Topics;
            Assert.True(header is null || header.IsRetracted == (expected is null), $"{label}: {slug} is retracted or not");
            foreach (var (topic, entries) in found)
            {
                var isExpected = expected is not null && (topic.Length == 0 || expected.Contains(topic));
                Assert.True(isExpected == entries.ContainsKey(slug), $"{label}: {slug} at {revision} {(isExpected ? "is missing from" : "is left in")} '{topic}'");
                Assert.True(!isExpected || entries[slug] == revision, $"{label}: {slug} at {revision} is in '{topic}' at {entries.GetValueOrDefault(slug)}");
            }
        }

        await CheckJournal(gateway, label);
    }

    public void CheckAllAcknowledged(string label) =>
        Assert.All(_plan, plan => Assert.True(_acknowledged.GetValueOrDefault(plan.Key) == plan.Value.Length, $"{label}: {plan.Key} is at {_acknowledged.GetValueOrDefault(plan.Key)}"));

    private static async Task CheckJournal(TestGateway gateway, string label) =>
        Assert.True(await gateway.Journal() is [], $"{label}: the journal is not empty");

    private async Task RunOne(TestGateway gateway, string slug)
    {
        while (!gateway.IsCut && _acknowledged.GetValueOrDefault(slug) < _plan[slug].Length)
        {
            var step = _acknowledged.GetValueOrDefault(slug);
            _sent[slug] = step + 1;
            await Submit(gateway, _plan[slug][step].Change);
        }
    }

    private async Task RunMany(TestGateway gateway, string[] slugs)
    {
        while (!gateway.IsCut && slugs.Where(slug => !_acknowledged.ContainsKey(slug)).ToArray() is { Length: > 0 } left)
        {
            foreach (var slug in left)
                _sent[slug] = 1;
            await Submit(gateway, [.. left.Select(slug => _plan[slug][0].Change)]);
        }
    }

    private async Task Submit(TestGateway gateway, params ArticleChange[] changes)
    {
        ImmutableArray<ChangeOutcome> outcomes;
        try
        {
            outcomes = await gateway.Submit(changes);
        }
        catch (Exception error) when (error is IOException or OrleansException)
        {
            // The partition cannot start for now: as good as 503.
            return;
        }

        foreach (var outcome in outcomes)
        {
            Assert.Contains(outcome.Status, (int[])[200, 201, 204, 503]);
            if (outcome.Status != 503)
                _acknowledged.AddOrUpdate(outcome.Slug, 1, (_, count) => count + 1);
        }
    }

    /// <param name="Change">What is sent.</param>
    /// <param name="Topics">The topics that carry the article afterwards beside the latest; null when retracted.</param>
    private sealed record Step(ArticleChange Change, string[]? Topics);
}
