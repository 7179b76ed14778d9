using System.Globalization;
using System.Net;
using System.Text.Json;
using Gateway.EndToEnd.Tests.Feeds;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests.Killing;

/// <summary>Compares what a gateway shows with what it has acknowledged.</summary>
internal sealed class Audit(IReadOnlyList<TrackedArticle> articles)
{
    public static readonly IReadOnlyList<string> Feeds = ["latest", "languages/en", .. Publishers.Topics.Select(t => "topics/" + t)];

    private readonly Dictionary<string, TrackedArticle> _bySlug = articles.ToDictionary(a => a.Slug, StringComparer.Ordinal);

    /// <summary>Each article once, in its order, in a state that it may be in; none missing that must be there.</summary>
    public async Task<IReadOnlyList<FeedItem>> Feed(GatewayProcess gateway, string feed, string format)
    {
        var items = await Walk(gateway, feed, format);
        var ordered = items.OrderByDescending(i => i.Published).ThenBy(i => i.Id, StringComparer.Ordinal);
        Assert.True(items.SequenceEqual(ordered), $"{feed}.{format} is out of order.");
        var topic = feed.StartsWith("topics/", StringComparison.Ordinal) ? feed["topics/".Length..] : null;
        var shown = new HashSet<TrackedArticle>();
        foreach (var item in items)
        {
            var (article, number) = Parse(item.Title);
            Assert.True(shown.Add(article), $"{article.Slug} stands twice in {feed}.{format}.");
            Assert.True(article.Allowed.Any(c => c.Number == number && c.IsLive && IsOf(c, topic)), $"{feed}.{format} shows {item.Title}, but may show {Tell(article)}.");
            Assert.Equal(article.Id ??= item.Id, item.Id);
            Assert.Equal(article.Published, item.Published);
        }

        foreach (var article in articles.Where(a => a.IsKnown && !a.MayBeMissing && !shown.Contains(a)))
            Assert.False(article.Allowed.All(c => c.IsLive && IsOf(c, topic)), $"{article.Slug} is missing from {feed}.{format}, acknowledged as {Tell(article)}.");
        return items;
    }

    /// <summary>What was retracted last is gone for good.</summary>
    public Task Retracted(GatewayProcess gateway) => Parallel.ForEachAsync(
        articles.Where(a => a.IsKnown && a.IsSettled && !a.Last.IsLive),
        new ParallelOptions { MaxDegreeOfParallelism = 4 },
        async (article, cancellation) =>
        {
            using var answer = await gateway.Client.GetAsync("news/" + article.Slug, cancellation);
            Assert.True(answer.StatusCode == HttpStatusCode.Gone, $"{article.Slug} was retracted, and answers {answer.StatusCode}.");
        });

    /// <summary>What was acknowledged, sent again, changes nothing.</summary>
    public async Task SentAgain(GatewayProcess gateway)
    {
        var again = articles.Where(a => a.IsKnown && a.IsSettled && a.Last is { IsLive: true, Revision: not null }).ToList();
        var answers = await Publishers.SendAll(gateway, again.Select(a => a.Last.Record!)); // live
        Assert.Equal(again.Select(a => (a.Slug, 200, a.Last.Revision!.Value)), answers); // not null
    }

    /// <summary>
    /// Sends what is not known to have arrived once more, in the state that the gateway shows it in. Answered, it is in
    /// that state in every feed.
    /// </summary>
    public Task Settle(GatewayProcess gateway) => Parallel.ForEachAsync(
        articles.Where(a => a.IsKnown && !a.IsSettled),
        new ParallelOptions { MaxDegreeOfParallelism = 4 },
        async (article, cancellation) =>
        {
            using var answer = await gateway.Client.GetAsync($"news/{article.Slug}.json", cancellation);
            var number = answer.StatusCode == HttpStatusCode.OK ? Number(await answer.Content.ReadAsByteArrayAsync(cancellation)) : 0;
            var change = answer.StatusCode switch
            {
                HttpStatusCode.OK => article.Allowed.FirstOrDefault(c => c.IsLive && c.Number == number),
                HttpStatusCode.Gone => article.Allowed.FirstOrDefault(c => !c.IsLive),
                HttpStatusCode.NotFound when article.MayBeMissing => article.Last,
                _ => null,
            };
            Assert.True(change is not null, $"{article.Slug} answers {answer.StatusCode}, but may be {Tell(article)}.");
            await Publishers.Send(gateway, article, change);
            article.Settle(change);
        });

    // A topic that nothing was ever in has no feed; should it have one, what is missing in it is found.
    private static async Task<IReadOnlyList<FeedItem>> Walk(GatewayProcess gateway, string feed, string format)
    {
        using var head = await gateway.Client.GetAsync($"{feed}.{format}");
        return head.StatusCode == HttpStatusCode.NotFound ? [] : (await FeedWalk.From(gateway.Client, feed, format)).Merge();
    }

    private static bool IsOf(Change change, string? topic) => topic is null || change.Topics.Contains(topic, StringComparer.Ordinal);

    private static string Tell(TrackedArticle article) =>
        string.Join(" or ", article.Allowed.Select(c => string.Create(CultureInfo.InvariantCulture, $"v{c.Number} {(c.IsLive ? string.Join('+', c.Topics) : "retracted")}"))) + (article.MayBeMissing ? " or nothing" : "");

    private static int Number(byte[] record)
    {
        using var document = JsonDocument.Parse(record);
        return int.Parse((document.RootElement.GetProperty("title").GetString() ?? "").Split(" v")[1], CultureInfo.InvariantCulture);
    }

    private (TrackedArticle Article, int Number) Parse(string title)
    {
        var parts = title.Split(" v");
        return (_bySlug[parts[0]], int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
