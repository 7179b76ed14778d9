using Gateway.Contracts.Articles;
using Gateway.Contracts.Changes;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Negotiation;
using Gateway.HttpCaching.Preconditions;
using Gateway.Origin.Addresses;
using Gateway.Origin.Answers;
using Gateway.Origin.Pages;
using Gateway.Syndication;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gateway.Origin.Articles;

/// <summary><c>/news/{slug}</c> and its alternates.</summary>
internal sealed class ArticleEndpoint(IGrainFactory grains, Shape shape, Publication publication)
{
    private const string Gone = "The article has been retracted.";

    public async Task<Answer> GetAsync(HttpRequest request, Address.Article address)
    {
        var negotiated = address.Format is null;
        var format = address.Format ?? (ArticleFormat)MediaNegotiation.Choose(request.Headers.Accept, Formats.ArticleTypes);
        var grain = grains.GetGrain<IArticleGrain>(address.Slug);
        if (await UnchangedAsync(grain, request.Headers, format) is { } unchanged)
            return Describe(unchanged, null, format, negotiated) with { Body = Answer.Ready([]) };

        ArticleRepresentation? found;
        while ((found = await grain.Represent(format)) is null)
        {
            // Null where it came between the two questions.
            if (await grain.Absent() is { } position)
                return Answer.Refuse(StatusCodes.Status404NotFound, "There is no such article.") with { Keys = [ChangeKey.Article(address.Slug)], Revision = 0, Sources = [position] };
        }

        if (found.Header.IsRetracted)
            return Retracted(found, request, negotiated);

        return Describe(found.Header, found.Card, format, negotiated) with
        {
            Body = format == ArticleFormat.Html ? Answer.Made(() => PageRenderer.ArticlePage(found, publication)) : Answer.Ready(found.Body),
        };
    }

    // A client that has it already costs no content: only asked where nothing but If-None-Match can decide.
    private async Task<ArticleHeader?> UnchangedAsync(IArticleGrain grain, IHeaderDictionary headers, ArticleFormat format)
    {
        if (headers.IfNoneMatch.Count == 0 || headers.IfMatch.Count > 0 || headers.IfUnmodifiedSince.Count > 0)
            return null;

        var condition = EntityTagCondition.Parse(headers.IfNoneMatch);
        if (condition.IsAny || await grain.Describe() is not { IsRetracted: false } header)
            return null;

        var current = new EntityTag(Tag(header, format) + AcceptEncoding.Choose(headers.AcceptEncoding).TagSuffix());
        return condition.MatchesWeakly(current) ? header : null;
    }

    private string Tag(ArticleHeader header, ArticleFormat format) => $"{header.Version}-{shape.Of(format)}";

    private Answer Describe(ArticleHeader header, ArticleCard? card, ArticleFormat format, bool negotiated) => new()
    {
        ContentType = format.ContentType(),
        Tag = Tag(header, format),
        LastModified = header.LastModified,
        Vary = negotiated ? [HeaderNames.Accept] : [],
        EncodedKey = $"/news/{header.Slug}{format.Suffix()}",
        Keys = [ChangeKey.Article(header.Slug)],
        Revision = header.Revision,
        Sources = [header.Position],
        Fields = card is null
            ? [("Content-Location", ArticleLinks.Path(header.Slug, format, publication))]
            : [("Content-Location", ArticleLinks.Path(header.Slug, format, publication)), ("Link", ArticleLinks.Of(header, card, format, publication))],
    };

    private Answer Retracted(ArticleRepresentation found, HttpRequest request, bool negotiated)
    {
        var refused = Answer.Refuse(StatusCodes.Status410Gone, Gone) with
        {
            LastModified = found.Header.LastModified,
            Keys = [ChangeKey.Article(found.Header.Slug)],
            Revision = found.Header.Revision,
            Sources = [found.Header.Position],
        };
        if (!negotiated || !AnswerWriter.WantsPage(request))
            return refused;

        return refused with
        {
            Problem = null,
            ContentType = Formats.Html,
            Vary = [HeaderNames.Accept],
            Body = Answer.Made(() => PageRenderer.ArticlePage(found, publication)),
        };
    }
}
