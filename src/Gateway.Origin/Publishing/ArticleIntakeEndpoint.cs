using System.Buffers;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Publishing;
using Gateway.Origin.Answers;
using Gateway.Origin.Changes;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Gateway.Origin.Publishing;

/// <summary><c>PUT</c> and <c>DELETE /api/articles/{slug}</c>.</summary>
internal sealed class ArticleIntakeEndpoint(
    IGrainFactory grains, Shape shape, Publication publication, ArticleLimits limits, OwnAddresses own, Puts puts, IOptions<IntakeRouting> routing, IChangeJournal journal, TimeProvider time)
{
    public async Task<Answer> HandleAsync(HttpRequest request, Publisher publisher, string segment)
    {
        var (slug, problem) = Slug.Check(segment);
        if (slug is null)
            return Answer.Refuse(StatusCodes.Status400BadRequest, "slug " + (problem ?? "is not valid"), "slug");

        var received = time.GetUtcNow();
        var (preconditions, refusal) = await ArticlePreconditions.ReadAsync(request.Headers, grains.GetGrain<IArticleGrain>(slug), received);
        if (preconditions is null)
            return refusal ?? throw new InvalidOperationException("Neither preconditions nor a refusal.");

        var change = new ArticleChange
        {
            Slug = slug,
            Kind = ChangeKind.Retract,
            Publisher = publisher.Name,
            IsOperator = publisher.IsOperator,
            ReceivedAt = received,
        };
        if (HttpMethods.IsPut(request.Method))
        {
            (var body, refusal) = await RecordBody.ReadAsync(request, limits.RecordBytes);
            if (refusal is not null)
                return refusal;
            var read = ArticleReader.ReadToPass(body, limits, slug);
            if (read.Article is not { } article)
                return Refused(read);
            if (own.Misused(article) is { } member)
                return Answer.Refuse(StatusCodes.Status409Conflict, OwnAddresses.Detail(member), member) with { CacheControl = CachePolicy.NoStore };
            change = puts.Of(article, publisher, received);
        }

        // Once submitted it is carried out, whether or not the client waits.
        var outcomes = await grains.GetGrain<IIntakeGrain>(routing.Value.PartitionOf(slug)).Submit([change with { IfMatch = preconditions.IfMatch, IfNoneMatchAny = preconditions.IfNoneMatchAny }]);
        return Answered(outcomes[0], slug);
    }

    private static Answer Refused(ArticleReadResult read)
    {
        var refusal = Answer.Refuse(
            read.Problem is { IsTooLarge: true } ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest,
            read.Problem?.Text ?? "The record is not valid.",
            read.Problem?.Member);
        return read.Problems.Length < 2 ? refusal : refusal with
        {
            Problem = refusal.Problem! with { Errors = [.. read.Problems.Select(p => new ProblemError(p.Member, p.Text))] }, // Not null: it refuses.
        };
    }

    private Answer Answered(ChangeOutcome outcome, string slug)
    {
        if (outcome.Status == StatusCodes.Status503ServiceUnavailable)
            return Answer.Refuse(outcome.Status, outcome.Error ?? "The change could not be stored for now; send it again.") with { Fields = [("Retry-After", "1")] };
        if (outcome.Status >= 300)
            return Answer.Refuse(outcome.Status, outcome.Error ?? "The change was refused.", outcome.Member) with { CacheControl = CachePolicy.NoStore };

        var changed = new ChangedKeys(journal, ForEdges.GreatestField);
        changed.Add(outcome);
        if (outcome.Status == StatusCodes.Status204NoContent)
            return new Answer { Status = outcome.Status, CacheControl = CachePolicy.NoStore, Sources = [journal.Position], Changed = changed.ToString() };

        var line = new ArrayBufferWriter<byte>(128);
        ChangeAnswer.Of(outcome).WriteLine(line);
        (string, string) tag = ("ETag", $"\"{outcome.Version}-{shape.Of(ArticleFormat.Json)}\"");
        return new Answer
        {
            Status = outcome.Status,
            ContentType = "application/json",
            CacheControl = CachePolicy.NoStore,
            Sources = [journal.Position],
            Changed = changed.ToString(),
            Body = Answer.Ready(line.WrittenMemory),
            Fields = outcome.Status == StatusCodes.Status201Created ? [tag, ("Location", publication.ArticleAddress(slug))] : [tag],
        };
    }
}
