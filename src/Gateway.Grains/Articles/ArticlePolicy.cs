using System.Collections.Immutable;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;

namespace Gateway.Grains.Articles;

/// <summary>What a change makes of an article. Pure: the same state and change give the same decision, before and after a crash.</summary>
internal static class ArticlePolicy
{
    /// <summary>The answer to a change that alters nothing: refused, or there already; null where it alters something.</summary>
    public static ChangeOutcome? Judge(ArticleState state, ArticleChange change)
    {
        // A later gateway's, in the midst of an upgrade: whoever asks again may come to a silo that knows it.
        if (change.Kind is not (ChangeKind.Put or ChangeKind.Retract))
            return Refuse(state, change, 503, "This silo does not know this kind of change.");

        if (!state.Exists && change.Kind == ChangeKind.Retract)
            return Refuse(state, change, 404, "There is no such article.");

        if (state.Exists && !change.IsOperator && !string.Equals(state.Publisher, change.Publisher, StringComparison.Ordinal))
            return Refuse(state, change, 403, "The article is another publisher's.");

        // RFC 9110 §13.2.2: If-Match before If-None-Match. A retracted article has no current representation.
        if (!change.IfMatch.IsDefaultOrEmpty && !(state.IsLive && (change.IfMatch.Contains("*", StringComparer.Ordinal) || change.IfMatch.Contains(state.Version, StringComparer.Ordinal))))
            return Refuse(state, change, 412, "The article's current version is none of those in If-Match.");

        if (change.IfNoneMatchAny && state.IsLive)
            return Refuse(state, change, 412, "There is such an article already.");

        return change.Kind switch
        {
            ChangeKind.Retract when !state.IsLive => Answer(state, change.Slug, 204),
            ChangeKind.Put when state.IsLive && state.Record.Span.SequenceEqual(change.Record.Span) => Answer(state, change.Slug, 200),
            _ => null,
        };
    }

    /// <summary>The address of a first publish is another article's id.</summary>
    public static ChangeOutcome RefuseAddress(ArticleState state, ArticleChange change) =>
        Refuse(state, change, 409, "url is another article's id already.") with { Member = "url" };

    /// <summary>The article after a put.</summary>
    /// <param name="state">The article before.</param>
    /// <param name="sequence">The change's place in the order.</param>
    /// <param name="change">The change.</param>
    /// <param name="id">The id in feeds, for a first publish.</param>
    /// <param name="wanted">What the record says of dates and topics.</param>
    /// <param name="now">The time.</param>
    public static ArticleState Put(
        ArticleState state,
        long sequence,
        ArticleChange change,
        string id,
        ArticleFacts wanted,
        DateTimeOffset now)
    {
        var received = change.ReceivedAt.ToUniversalTime();
        var published = state.Exists ? state.Published : Earlier(wanted.PublishedAt.ToUniversalTime(), received);
        var next = state with
        {
            Sequence = sequence,
            Revision = state.Revision + 1,
            Publisher = state.Exists ? state.Publisher : change.Publisher,
            Id = state.Exists ? state.Id : id,
            Published = published,
            Updated = state.Exists
                ? NextUpdated(state.Updated, wanted.UpdatedAt?.ToUniversalTime(), received)
                : Earlier(Later((wanted.UpdatedAt ?? wanted.PublishedAt).ToUniversalTime(), published), received),
            LastModified = NextModified(state.LastModified, now),
            RetractedAt = null,
            Memberships = wanted.Memberships,
            Record = change.Record,
            Previous = Before(state),
        };
        return Commit(state, next, change.Slug, TopicOperationKind.Remove, state.IsLive ? 200 : 201);
    }

    /// <summary>The article after its retraction.</summary>
    public static ArticleState Retract(ArticleState state, long sequence, ArticleChange change, DateTimeOffset now)
    {
        var retracted = Later(change.ReceivedAt.ToUniversalTime(), state.Updated);
        var next = state with
        {
            Sequence = sequence,
            Revision = state.Revision + 1,
            Updated = retracted,
            RetractedAt = retracted,
            LastModified = NextModified(state.LastModified, now),
            Memberships = [],
            Record = default,
            Previous = Before(state),
        };
        return Commit(state, next, change.Slug, TopicOperationKind.Retract, 204);
    }

    /// <summary>The article after a change that was begun and that nobody will carry on: it is as it was, and the change comes too late from now on.</summary>
    public static ArticleState GiveUp(ArticleState state, long sequence, string slug) => state with
    {
        Sequence = sequence,
        Outcome = new ChangeOutcome { Slug = slug, Status = 503, Revision = state.Revision, Version = state.Version, Error = "The change was given up." },
    };

    private static ArticleState Commit(ArticleState before, ArticleState next, string slug, TopicOperationKind leave, int status)
    {
        next = next with { Digest = ArticleDigest.Next(next) };
        var entry = new EntryReference { Slug = slug, Id = next.Id, Published = next.Published, Updated = next.Updated, Revision = next.Revision };
        var owed = ImmutableArray.CreateBuilder<TopicOperation>(next.Memberships.Length + before.Memberships.Length);
        foreach (var topic in next.Memberships)
            owed.Add(new TopicOperation { Topic = topic, Kind = TopicOperationKind.Put, Entry = entry });
        if (!before.Memberships.IsEmpty)
        {
            var stays = next.Memberships.Select(topic => topic.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var topic in before.Memberships.Where(topic => !stays.Contains(topic.Key)))
                owed.Add(new TopicOperation { Topic = topic, Kind = leave, Entry = entry });
        }

        var operations = owed.DrainToImmutable();
        return next with
        {
            Owed = operations,
            Outcome = Answer(next, slug, status, [.. operations.Select(operation => operation.Topic.Key)]),
        };
    }

    private static PreviousRevision? Before(ArticleState state) =>
        state.IsLive ? new PreviousRevision { Revision = state.Revision, Updated = state.Updated, Record = state.Record } : null;

    private static DateTimeOffset NextUpdated(DateTimeOffset before, DateTimeOffset? updatedAt, DateTimeOffset received) =>
        updatedAt > before && updatedAt <= received ? updatedAt.Value : Later(received, before);

    // Rises by a second at least, so that If-Modified-Since can tell any two changes apart (RFC 9110 §8.8.2.2).
    private static DateTimeOffset NextModified(DateTimeOffset before, DateTimeOffset now)
    {
        var floor = now.ToUniversalTime();
        floor = floor.AddTicks(-(floor.Ticks % TimeSpan.TicksPerSecond));
        return before == default ? floor : Later(floor, before.AddSeconds(1));
    }

    private static ChangeOutcome Refuse(ArticleState state, ArticleChange change, int status, string error) =>
        Answer(state, change.Slug, status) with { Error = error };

    private static ChangeOutcome Answer(ArticleState state, string slug, int status, ImmutableArray<string>? changed = null) =>
        new() { Slug = slug, Status = status, Revision = state.Revision, Version = state.Version, ChangedTopics = changed ?? [] };

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
