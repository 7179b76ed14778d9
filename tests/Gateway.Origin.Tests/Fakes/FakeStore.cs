using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Tests.Fakes;

/// <summary>What the grains would know, in memory, by the simplest rules that keep the contract.</summary>
internal sealed class FakeStore(Publication publication, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Stored> articles = new(StringComparer.Ordinal);
    private long topicRevision;

    /// <summary>Called before each batch; throws or waits as a test likes.</summary>
    public Func<ImmutableArray<ArticleChange>, Task> BeforeSubmit { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called before each read of an article or a topic.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    public FakeJournal Journal { get; } = new();

    public FakeSilos Silos { get; } = new();

    /// <summary>Where the directories' silo stands, where that is another one.</summary>
    public ChangePosition? DirectoryPosition { get; set; }

    /// <summary>How a topic answers, where not as it is.</summary>
    public FeedStatus? TopicStatus { get; set; }

    /// <summary>What another silo reports of each change beside.</summary>
    public ReportedChanges? Elsewhere { get; set; }

    public List<ImmutableArray<ArticleChange>> Batches { get; } = [];

    public int FeedsBuilt { get; private set; }

    public int Represented { get; private set; }

    public long TopicRevision => topicRevision;

    public string TopicVersion => Version(topicRevision);

    public async Task<ImmutableArray<ChangeOutcome>> SubmitAsync(ImmutableArray<ArticleChange> changes)
    {
        await BeforeSubmit(changes);
        lock (gate)
        {
            Batches.Add(changes);
            return [.. changes.Select(Apply)];
        }
    }

    public ArticleHeader? Describe(string slug)
    {
        lock (gate)
            return articles.GetValueOrDefault(slug)?.Header;
    }

    public ArticleRepresentation? Represent(string slug, ArticleFormat format)
    {
        lock (gate)
        {
            if (!articles.TryGetValue(slug, out var stored))
                return null;
            Represented++;
            if (stored.Header.IsRetracted)
                return new ArticleRepresentation { Header = stored.Header };
            var text = format == ArticleFormat.Json ? stored.Article.Record : Encoding.UTF8.GetBytes($"{format} of {stored.Article.Title} {new string('x', 600)}");
            return new ArticleRepresentation { Header = stored.Header, Card = Card(stored), Body = text };
        }
    }

    public TopicHeader Header(string key)
    {
        lock (gate)
        {
            var entries = Entries(key);
            return new TopicHeader
            {
                Key = key,
                DisplayName = key,
                Exists = key is "latest" || articles.Values.Any(a => Keys(a).Contains(key)),
                Revision = topicRevision,
                Version = TopicVersion,
                LastModified = entries.Length == 0 ? DateTimeOffset.UnixEpoch : entries.Max(e => e.Header.LastModified),
                Count = entries.Length,
            };
        }
    }

    public FeedAnswer Feed(string key, FeedQuery query)
    {
        var header = Header(key);
        lock (gate)
        {
            FeedsBuilt++;
            if (!header.Exists || query.Archive is not (null or "100-r1" or "100-r0"))
                return new FeedAnswer { Status = FeedStatus.NotFound, Header = header };
            if (query.Archive is "100-r0")
                return new FeedAnswer { Status = FeedStatus.Moved, Header = header, Archive = "100-r1" };

            var delta = query.Since is { } since && long.Parse(since.Split('-')[0], CultureInfo.InvariantCulture) < topicRevision;
            var body = $"<feed format='{query.Format}' limit='{query.Limit}' summary='{query.SummaryOnly}' since='{query.Since}'>{string.Concat(Entries(key).Select(e => e.Header.Slug + " "))}{new string('y', 600)}</feed>";
            return new FeedAnswer
            {
                Status = delta ? FeedStatus.Delta : FeedStatus.Found,
                Header = header,
                Body = [Encoding.UTF8.GetBytes(body)],
                Archive = query.Archive,
                Version = query.Archive is null ? header.Version : "1-aaaa",
                LastModified = header.LastModified,
            };
        }
    }

    public TopicListing List(string key, ListingQuery query)
    {
        var header = Header(key);
        lock (gate)
        {
            return new TopicListing
            {
                Status = !header.Exists || query.Archive is not (null or "100-r1" or "100-r0") ? FeedStatus.NotFound : query.Archive is "100-r0" ? FeedStatus.Moved : FeedStatus.Found,
                Header = header,
                Entries = [.. Entries(key).Take(query.Limit).Select(Card)],
                Archive = query.Archive is null ? null : "100-r1",
                Version = header.Version,
            };
        }
    }

    public ImmutableArray<EntryReference> References(string key, long from, int count)
    {
        lock (gate)
        {
            return
            [
                .. Entries(key).Reverse().Skip((int)from).Take(count).Select(e => new EntryReference
                {
                    Slug = e.Header.Slug, Id = e.Header.Id, Published = e.Header.Published, Updated = e.Header.Updated, Revision = e.Header.Revision,
                }),
            ];
        }
    }

    private ChangeOutcome Apply(ArticleChange change)
    {
        var known = articles.GetValueOrDefault(change.Slug);
        if (known is not null && !string.Equals(known.Header.Publisher, change.Publisher, StringComparison.Ordinal) && !change.IsOperator)
            return Refused(403, "Another publisher's.");
        var live = known is { Header.IsRetracted: false } ? known : null;
        if ((change.IfNoneMatchAny && live is not null)
            || (change.IfMatch.Length > 0 && (live is null || !(change.IfMatch.Contains("*") || change.IfMatch.Contains(live.Header.Version)))))
        {
            return Refused(412, "Precondition.");
        }

        if (change.Kind == ChangeKind.Retract)
        {
            if (known is null)
                return Refused(404, "Nothing to retract.");
            if (live is not null)
            {
                articles[change.Slug] = known with { Header = Next(known, change) with { IsRetracted = true, Topics = [] } };
                return Report(Done(204), live);
            }

            return Done(204);
        }

        if (live is not null && live.Article.Record.Span.SequenceEqual(change.Record.Span))
            return Done(200);

        var article = ArticleReader.ReadStored(change.Record);
        var header = Next(known, change) with
        {
            Topics = [.. TopicKey.Of(article, publication).Select(t => new TopicMembership { Key = t.Key.ToString(), DisplayName = t.DisplayName })],
            Published = article.PublishedAt,
        };
        articles[change.Slug] = new Stored(header, article);
        return Report(Done(live is null ? 201 : 200), live);

        ChangeOutcome Refused(int status, string error) => new() { Slug = change.Slug, Status = status, Error = error };
        ChangeOutcome Done(int status) => new()
        {
            Slug = change.Slug,
            Status = status,
            Revision = articles[change.Slug].Header.Revision,
            Version = articles[change.Slug].Header.Version,
            Reported = Reported([ChangeKey.Article(change.Slug)]),
        };
    }

    private ChangeOutcome Report(ChangeOutcome outcome, Stored? before)
    {
        var topics = (before is null ? [] : Keys(before)).Union(Keys(articles[outcome.Slug])).ToImmutableArray();
        Journal.Report(ChangeKey.Article(outcome.Slug), outcome.Status == 204);
        foreach (var topic in topics)
            Journal.Report(ChangeKey.Topic(topic), outcome.Status == 204);
        return outcome with { ChangedTopics = topics, Reported = Reported([ChangeKey.Article(outcome.Slug), .. topics.SelectMany(t => (string[])[ChangeKey.Topic(t), ChangeKey.Archives(t)])]) };
    }

    private ImmutableArray<ReportedChanges> Reported(IEnumerable<string> keys)
    {
        var own = new ReportedChanges
        {
            Silo = Journal.Position.Silo,
            Epoch = Journal.Position.Epoch,
            Changes = [.. keys.Where(Journal.Knows).Select(k => new ReportedChange(k, Journal.SequenceOf(k)))],
        };
        return Elsewhere is { } other ? [own, other] : [own];
    }

    private ArticleHeader Next(Stored? known, ArticleChange change)
    {
        topicRevision++;
        var revision = (known?.Header.Revision ?? 0) + 1;
        var now = time.GetUtcNow();
        return new ArticleHeader
        {
            Slug = change.Slug,
            IsRetracted = false,
            Revision = revision,
            Version = Version(revision),
            LastModified = new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero),
            Id = "urn:uuid:" + change.Slug,
            Published = known?.Header.Published ?? now,
            Updated = now,
            Publisher = change.Publisher,
        };
    }

    private static string Version(long revision) => string.Create(CultureInfo.InvariantCulture, $"{revision}-{revision * 7919 + 4096:x}");

    private static IEnumerable<string> Keys(Stored stored) => stored.Header.Topics.Select(t => t.Key);

    private Stored[] Entries(string key) =>
        [.. articles.Values.Where(a => !a.Header.IsRetracted && Keys(a).Contains(key)).OrderByDescending(a => a.Header.Published).ThenBy(a => a.Header.Id, StringComparer.Ordinal)];

    private ArticleCard Card(Stored stored)
    {
        var entry = FeedEntry.Render(stored.Article, stored.Header.Id, stored.Header.Published, stored.Header.Updated, publication);
        return new ArticleCard
        {
            Slug = entry.Slug,
            Title = entry.Title,
            Summary = entry.Summary,
            Url = entry.Url,
            CanonicalSource = entry.CanonicalSource,
            Published = entry.Published,
            Updated = entry.Updated,
            Language = entry.Language,
        };
    }

    private sealed record Stored(ArticleHeader Header, Article Article);
}
