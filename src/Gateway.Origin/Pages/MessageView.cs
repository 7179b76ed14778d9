using Gateway.Contracts.Articles;
using Gateway.Origin.Pages.Models;
using Gateway.Syndication;

namespace Gateway.Origin.Pages;

/// <summary>Pages that say one thing.</summary>
internal static class MessageView
{
    public static PageFrame Retracted(ArticleHeader header, Publication publication) => Frame(publication, links => new MessageModel(
        Status: null,
        "This article was retracted",
        "Its publisher has taken it back. It is gone from this site and from every feed.",
        links,
        header.LastModified));

    public static PageFrame Error(int status, string title, string detail, Publication publication) =>
        Frame(publication, links => new MessageModel(status, PlainText.Of(title), PlainText.Of(detail), links));

    private static PageFrame Frame(Publication publication, Func<PageLinks, MessageModel> model)
    {
        var links = new PageLinks(publication);
        var message = model(links);
        return new PageFrame
        {
            Publication = publication,
            Links = links,
            Title = message.Title,
            Description = message.Title,
            Language = publication.Language,
            Content = new AspNetCoreGeneratedDocument.Pages_Message { Model = message },
        };
    }
}
