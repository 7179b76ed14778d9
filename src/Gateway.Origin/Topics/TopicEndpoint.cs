using Gateway.Contracts.Changes;
using Gateway.Contracts.Topics;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Negotiation;
using Gateway.HttpCaching.Preconditions;
using Gateway.Origin.Addresses;
using Gateway.Origin.Answers;
using Gateway.Origin.Articles;
using Gateway.Origin.Pages;
using Gateway.Syndication;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gateway.Origin.Topics;

/// <summary>A topic's page, its feeds, and their archives.</summary>
internal sealed class TopicEndpoint(IGrainFactory grains, Shape shape, Publication publication)
{
    private static readonly Answer NoTopic = Answer.Refuse(StatusCodes.Status404NotFound, "No article has this topic.");
    private static readonly Answer NoArchive = Answer.Refuse(StatusCodes.Status404NotFound, "There is no such archive.");

    // A later silo's answer, in the midst of an upgrade: the edge asks another silo then.
    private static readonly Answer Unknown = Answer.Refuse(StatusCodes.Status503ServiceUnavailable, "The gateway cannot answer for now.");

    public async Task<Answer> GetAsync(HttpRequest request, Address.Topic address)
    {
        var (parameters, member, problem) = FeedParameters.Read(request.Query);
        if (problem is not null)
            return Answer.Refuse(StatusCodes.Status400BadRequest, problem, member);

        // Archives are cut where the topic cuts them; the limit is not theirs.
        if (address.Archive is not null)
            parameters = new FeedParameters(50, parameters.SummaryOnly);

        var negotiated = address.Format is null;
        var chosen = negotiated ? MediaNegotiation.Choose(request.Headers.Accept, Formats.TopicTypes) : 0;
        var format = address.Format ?? (chosen == 0 ? null : (FeedFormat)(chosen - 1));
        var answer = format is { } feed
            ? await FeedAsync(request, address, feed, parameters)
            : await PageAsync(address, parameters);
        var key = address.Key.ToString();
        // What an archive's address names never gets more; its page counts the whole topic, and links to what is newer.
        answer = answer with { Keys = [address.Archive is not null && format is not null && answer.Status == 200 ? ChangeKey.Archives(key) : ChangeKey.Topic(key)] };
        return negotiated && answer.Problem is null ? answer with { Vary = [HeaderNames.Accept, .. answer.Vary] } : answer;
    }

    private async Task<Answer> PageAsync(Address.Topic address, FeedParameters parameters)
    {
        var grain = grains.GetGrain<ITopicGrain>(address.Key.ToString());
        var listing = await grain.List(new ListingQuery { Limit = parameters.Limit, Archive = address.Archive });
        if (listing.Status == FeedStatus.NotFound)
            return (address.Archive is null ? NoTopic : NoArchive) with { Revision = listing.Header.Revision, Sources = [listing.Header.Position] };
        if (listing.Status == FeedStatus.Moved)
            return Moved(address, null, parameters, listing.Archive) with { Revision = listing.Header.Revision, Sources = [listing.Header.Position] };
        if (listing.Status != FeedStatus.Found)
            return Unknown with { Revision = listing.Header.Revision, Sources = [listing.Header.Position] };

        var path = Path(address, address.Archive, null, parameters);
        return new Answer
        {
            ContentType = Formats.Html,
            Tag = $"{listing.Version}-{shape.OfPage(parameters)}",
            // An archive's page changes with its own version alone, and nobody knows since when.
            LastModified = address.Archive is null ? Known(listing.Header.LastModified) : null,
            EncodedKey = path,
            Revision = listing.Header.Revision,
            Sources = [listing.Header.Position],
            Body = Answer.Made(() => PageRenderer.TopicPage(listing, publication)),
            Fields = [("Content-Location", path), ("Link", FeedLinks(address, parameters))],
        };
    }

    private async Task<Answer> FeedAsync(HttpRequest request, Address.Topic address, FeedFormat format, FeedParameters parameters)
    {
        var grain = grains.GetGrain<ITopicGrain>(address.Key.ToString());
        var form = shape.Of(format, parameters, address.Archive is not null);
        var delta = address.Archive is null && format != FeedFormat.Json;
        var known = EntityTagCondition.Parse(request.Headers.IfNoneMatch);
        string? since = null;
        if (address.Archive is null && !known.Tags.IsEmpty)
        {
            var header = await grain.Describe();
            if (!header.Exists)
                return NoTopic with { Revision = header.Revision, Sources = [header.Position] };
            if (IsUnchanged(request.Headers, known, $"{header.Version}-{form}"))
                return Describe(header.Version, header.LastModified) with { Revision = header.Revision, Sources = [header.Position], Body = Answer.Ready([]) };
            if (delta && FeedDelta.IsAccepted(request.Headers[FeedDelta.Field]))
            {
                // RFC 3229 §10.5.1: nothing new since the client's own copy, in whatever coding it has that.
                if (!HasOtherConditions(request.Headers) && FeedDelta.Current(known, form, header.Version) is { } own)
                    return NotModified(Describe(header.Version, header.LastModified), own) with { Revision = header.Revision, Sources = [header.Position] };
                since = FeedDelta.Base(known, form, header.Version);
            }
        }

        var feed = await grain.Feed(new FeedQuery
        {
            Format = format,
            Limit = parameters.Limit,
            SummaryOnly = parameters.SummaryOnly,
            Archive = address.Archive,
            Since = since,
        });
        var answer = feed.Status switch
        {
            FeedStatus.NotFound => address.Archive is null ? NoTopic : NoArchive,
            FeedStatus.Moved => Moved(address, format, parameters, feed.Archive),
            FeedStatus.Delta => Delta(Found(feed), FeedDelta.BaseTag(known, form, since)),
            FeedStatus.Found => Found(feed),
            _ => Unknown,
        };
        return answer with { Revision = feed.Header.Revision, Sources = [feed.Header.Position] };

        Answer Found(FeedAnswer feed) => Describe(feed.Version, feed.LastModified) with { Body = Answer.Ready(feed.Body) };

        Answer Describe(string version, DateTimeOffset lastModified)
        {
            var path = Path(address, address.Archive, format, parameters);
            return new Answer
            {
                ContentType = format.ContentType(),
                Tag = $"{version}-{form}",
                LastModified = Known(lastModified),
                CacheControl = address.Archive is null ? CachePolicy.Default : CachePolicy.Immutable,
                Vary = delta ? [FeedDelta.Field] : [],
                EncodedKey = path,
                Fields = [("Content-Location", path)],
            };
        }
    }

    // Deltas are not kept: the same base seldom comes twice before the next change.
    private static Answer Delta(Answer full, string baseTag) => full with
    {
        Status = StatusCodes.Status226IMUsed,
        CacheControl = CachePolicy.Delta,
        EncodedKey = null,
        Fields = [.. full.Fields, ("IM", "feed"), ("Delta-Base", baseTag)],
    };

    private static Answer NotModified(Answer full, string own) => full with
    {
        Status = StatusCodes.Status304NotModified,
        Tag = null,
        Vary = [.. full.Vary, HeaderNames.AcceptEncoding],
        Fields = [.. full.Fields, (HeaderNames.ETag, own)],
    };

    private static bool HasOtherConditions(IHeaderDictionary headers) => headers.IfMatch.Count > 0 || headers.IfUnmodifiedSince.Count > 0;

    private static bool IsUnchanged(IHeaderDictionary headers, EntityTagCondition known, string tag) =>
        !HasOtherConditions(headers)
        && known.MatchesWeakly(new EntityTag(tag + AcceptEncoding.Choose(headers.AcceptEncoding).TagSuffix()));

    // A topic without an article never changed.
    private static DateTimeOffset? Known(DateTimeOffset instant) => instant > DateTimeOffset.UnixEpoch ? instant : null;

    // The next change may move it again: not permanent, and no longer fresh than a feed.
    private Answer Moved(Address.Topic address, FeedFormat? format, FeedParameters parameters, string? archive) => archive is null
        ? NoArchive
        : Answer.Redirect(StatusCodes.Status307TemporaryRedirect, Path(address, archive, format, parameters), CachePolicy.Default);

    private string Path(Address.Topic address, string? archive, FeedFormat? format, FeedParameters parameters) =>
        ArticleLinks.BasePath(publication) + "/" + address.Key.Path
        + (archive is null ? "" : "/archives/" + Uri.EscapeDataString(archive))
        + format?.Suffix()
        + parameters.Query;

    private string FeedLinks(Address.Topic address, FeedParameters parameters) => string.Join(
        ", ",
        Enum.GetValues<FeedFormat>().Select(f =>
            $"<{publication.Address(address.Key.Path)}{f.Suffix()}{parameters.Query}>; rel=\"alternate\"; type=\"{f.MediaType()}\""));
}
