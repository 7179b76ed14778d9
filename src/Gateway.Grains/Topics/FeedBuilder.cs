using System.Collections.Immutable;
using Gateway.Contracts.Topics;
using Gateway.Grains.Hosting;
using Gateway.Grains.Index;
using Gateway.Grains.Rendering;
using Gateway.Syndication;
using Gateway.Syndication.Feeds;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Topics;

/// <summary>Builds feed documents, each once per silo however many ask, and keeps the ones used last.</summary>
internal sealed class FeedBuilder(
    RenderedArticles articles,
    IFeedWriter writer,
    Publication publication,
    IOptions<RenderingOptions> options,
    GrainsMeter meter,
    TimeProvider time,
    ILogger<FeedBuilder> logger)
{
    private readonly BoundedCache<DocumentKey, BuiltDocument> _documents =
        new(options.Value.DocumentCacheBytes, static document => document.IsComplete ? document.Weight : -1);

    /// <summary>Answers a query from one state of a topic.</summary>
    /// <param name="topic">The state.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="leaveOut">Whether to leave out what cannot be read, rather than to fail.</param>
    /// <exception cref="ArticleGoneException">An article's revision is gone: ask again with the newer state.</exception>
    /// <exception cref="PageGoneException">A page of the index is gone: ask again with the newer state.</exception>
    public async Task<FeedAnswer> Answer(TopicView topic, FeedQuery query, bool leaveOut)
    {
        if (!topic.Header.Exists)
            return new() { Status = FeedStatus.NotFound, Header = topic.Header };
        if (query.Archive is { } name)
            return await Archive(topic, query, name, leaveOut);
        query = query with { Limit = Math.Clamp(query.Limit, 1, 200) };
        if (query.Since is { } since && await Delta(topic, query, since, leaveOut) is { } delta)
            return delta;

        var key = new DocumentKey(topic.Key, topic.Header.Version, query.Format, query.Limit, query.SummaryOnly, leaveOut, "");
        var body = await Make(key, async () =>
        {
            var behind = await topic.ArchiveBehind(query.Limit);
            return await Build(topic, query, await topic.Newest(query.Limit), leaveOut, head => head with
            {
                PrevArchiveUrl = behind is null ? null : Addresses(topic).Archive(ArchiveName.Of(behind), query),
                Tombstones = Tombstones(topic, query, since: 0),
            });
        });
        return Found(FeedStatus.Found, topic, body);
    }

    /// <summary>The entries rendered; those that can be read no more are left out where that is wanted.</summary>
    public async Task<ImmutableArray<FeedEntry>> Render(ImmutableArray<TopicEntry> entries, bool leaveOut)
    {
        var rendered = new FeedEntry?[entries.Length];
        var missing = new List<int>();
        for (var i = 0; i < entries.Length; i++)
        {
            rendered[i] = articles.Known(entries[i].Slug, entries[i].ArticleRevision);
            if (rendered[i] is null)
                missing.Add(i);
        }

        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = options.Value.ParallelReads }, async (i, _) =>
        {
            rendered[i] = await articles.Get(entries[i].Slug, entries[i].ArticleRevision);
            if (rendered[i] is not null)
                return;
            if (!leaveOut)
                throw new ArticleGoneException($"Revision {entries[i].ArticleRevision} of {entries[i].Slug} is gone.");
            logger.ArticleLeftOut(entries[i].Slug, entries[i].ArticleRevision);
        });
        return [.. rendered.OfType<FeedEntry>()];
    }

    private async Task<FeedAnswer?> Delta(TopicView topic, FeedQuery query, string since, bool leaveOut)
    {
        if (VersionText.Parse(since) is not { } version || version.Revision >= topic.Header.Revision)
            return null;
        if (await ChangeLog.Since(topic.State, version, topic.Pages) is not { Length: <= TopicLimits.DeltaEntries } entries)
            return null;
        var key = new DocumentKey(topic.Key, topic.Header.Version, query.Format, query.Limit, query.SummaryOnly, leaveOut, "since " + since);
        var body = await Make(key, () =>
            Build(topic, query, entries, leaveOut, head => head with { Tombstones = Tombstones(topic, query, version.Revision) }));
        return Found(FeedStatus.Delta, topic, body);
    }

    private async Task<FeedAnswer> Archive(TopicView topic, FeedQuery query, string name, bool leaveOut)
    {
        if (await topic.Archive(name) is not { } leaf)
            return new() { Status = FeedStatus.NotFound, Header = topic.Header };
        var archive = ArchiveDocument.Of(leaf);
        if (!string.Equals(archive.Name, name, StringComparison.Ordinal))
            return new() { Status = FeedStatus.Moved, Header = topic.Header, Archive = archive.Name };

        // Not the topic's version: an archive's bytes outlive the topic's changes.
        var key = new DocumentKey(topic.Key, archive.Version, query.Format, 0, query.SummaryOnly, leaveOut, name);
        var addresses = Addresses(topic);
        var body = await Make(key, () =>
            Build(topic, query, TopicView.NewestFirst(leaf.Entries), leaveOut, head => head with
            {
                IsArchive = true,
                SelfUrl = addresses.Archive(name, query),
                CurrentUrl = addresses.Head(query with { Limit = 50 }),
                PrevArchiveUrl = archive.Older is null ? null : addresses.Archive(archive.Older, query),
                Updated = new(leaf.Entries.Max(entry => entry.Updated), TimeSpan.Zero),
            }));
        return new()
        {
            Status = FeedStatus.Found,
            Header = topic.Header,
            Body = body.Pieces,
            Archive = name,
            Version = archive.Version,
            LastModified = archive.LastModified,
        };
    }

    private Task<BuiltDocument> Make(DocumentKey key, Func<Task<BuiltDocument>> build) => _documents.GetOrMake(key, async () =>
    {
        var started = time.GetTimestamp();
        var document = await build();
        meter.FeedBuilt(key.Format, time.GetElapsedTime(started));
        return document;
    });

    private async Task<BuiltDocument> Build(
        TopicView topic,
        FeedQuery query,
        ImmutableArray<TopicEntry> entries,
        bool leaveOut,
        Func<FeedDocument, FeedDocument> shape)
    {
        var rendered = await Render(entries, leaveOut);
        var addresses = Addresses(topic);
        var isLatest = !topic.Key.Contains('/', StringComparison.Ordinal);
        var document = shape(new FeedDocument
        {
            Publication = publication,
            Title = isLatest ? publication.Title : $"{topic.Header.DisplayName} – {publication.Title}",
            Description = publication.Description,
            Id = addresses.Page,
            PageUrl = addresses.Page,
            SelfUrl = addresses.Head(query),
            Language = topic.Key.StartsWith("languages/", StringComparison.Ordinal) ? topic.Key["languages/".Length..] : publication.Language,
            Updated = topic.ChangedAt,
            SummaryOnly = query.SummaryOnly,
            Entries = rendered,
        });
        return new(writer.Write(query.Format, document), rendered.Length == entries.Length);
    }

    private static ImmutableArray<Tombstone> Tombstones(TopicView topic, FeedQuery query, long since) =>
        query.Format != FeedFormat.Atom
            ? []
            : [.. topic.State.Tombstones.Where(t => t.ChangedIn > since).Select(t => new Tombstone(t.Id, t.When))];

    private static FeedAnswer Found(FeedStatus status, TopicView topic, BuiltDocument body) => new()
    {
        Status = status,
        Header = topic.Header,
        Body = body.Pieces,
        Version = topic.Header.Version,
        LastModified = topic.Header.LastModified,
    };

    private TopicAddresses Addresses(TopicView topic) => new(publication, topic.Key);

    private sealed record DocumentKey(string Topic, string Version, FeedFormat Format, int Limit, bool SummaryOnly, bool LeaveOut, string Part);

    private sealed record BuiltDocument(ImmutableArray<ReadOnlyMemory<byte>> Pieces, bool IsComplete)
    {
        // Content counts in full, though other documents may share it: it lives as long as the last of them.
        public long Weight { get; } = 4_096 + Pieces.Sum(piece => 64L + piece.Length);
    }
}
