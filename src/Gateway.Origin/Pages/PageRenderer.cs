using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Topics;
using Gateway.Origin.Pages.Models;
using Gateway.Syndication;
using Gateway.Syndication.Topics;
using RazorSlices;

namespace Gateway.Origin.Pages;

/// <summary>
/// Pages for people, as UTF-8 HTML documents without BOM. Pure: the same input gives the same bytes. Every text is encoded
/// but an article's body, which <see cref="ArticleFormat.Html"/> promises to be sanitised.
/// </summary>
internal static class PageRenderer
{
    /// <summary>Letters of all scripts stay as they are: pages in Arabic or Japanese would grow threefold otherwise.</summary>
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>An article's page; of a retracted article (410) one that says so.</summary>
    /// <param name="html">The article in <see cref="ArticleFormat.Html"/>.</param>
    /// <param name="publication">The publication.</param>
    public static ValueTask<ReadOnlyMemory<byte>> ArticlePage(ArticleRepresentation html, Publication publication)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(publication);
        return Render(html.Header.IsRetracted || html.Card is null
            ? MessageView.Retracted(html.Header, Clean(publication))
            : ArticleView.Of(html, html.Card, Clean(publication)));
    }

    /// <summary>A topic's page, or that of one of its archives.</summary>
    /// <param name="listing">What was found; its header names the topic.</param>
    /// <param name="publication">The publication.</param>
    public static ValueTask<ReadOnlyMemory<byte>> TopicPage(TopicListing listing, Publication publication)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(publication);
        return Render(ListViews.Topic(listing, Clean(publication)));
    }

    /// <summary>The home page; of an empty gateway one that says how to publish.</summary>
    /// <param name="lists">What it shows.</param>
    /// <param name="publication">The publication.</param>
    public static ValueTask<ReadOnlyMemory<byte>> HomePage(HomeLists lists, Publication publication)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(publication);
        return Render(ListViews.Home(lists, Clean(publication)));
    }

    /// <summary>A page of names of one kind of topic (<c>/topics</c>, <c>/entities</c>, <c>/sources</c>, <c>/languages</c>).</summary>
    /// <param name="kind">The kind; not <see cref="TopicKind.Latest"/>.</param>
    /// <param name="listing">The names; its <see cref="DirectoryListing.Next"/> is linked as <c>?after=</c>.</param>
    /// <param name="after">What was passed as <c>after</c>; null on the first page.</param>
    /// <param name="publication">The publication.</param>
    public static ValueTask<ReadOnlyMemory<byte>> DirectoryPage(
        TopicKind kind, DirectoryListing listing, string? after, Publication publication)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(publication);
        return Render(ListViews.Directory(kind, listing, after, Clean(publication)));
    }

    /// <summary>An error as a page for a browser (the others get RFC 9457).</summary>
    /// <param name="status">The HTTP status, 400 to 599.</param>
    /// <param name="title">The problem's title, plain text.</param>
    /// <param name="detail">What is wrong, plain text; may be empty.</param>
    /// <param name="publication">The publication.</param>
    public static ValueTask<ReadOnlyMemory<byte>> ErrorPage(int status, string title, string detail, Publication publication)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(detail);
        ArgumentNullException.ThrowIfNull(publication);
        return Render(MessageView.Error(status, title, detail, Clean(publication)));
    }

    /// <summary>An operator's configuration may hold anything, too.</summary>
    private static Publication Clean(Publication publication) => publication with
    {
        Title = PlainText.Of(publication.Title),
        Description = PlainText.Of(publication.Description),
        Author = publication.Author is null ? null : PlainText.Of(publication.Author),
    };

    private static async ValueTask<ReadOnlyMemory<byte>> Render(PageFrame frame)
    {
        using var buffer = new MemoryStream(32 * 1024);
        var pipe = PipeWriter.Create(buffer, new StreamPipeWriterOptions(leaveOpen: true));
        RazorSlice page = new AspNetCoreGeneratedDocument.Pages_Layout { Model = frame };
        await page.RenderAsync(pipe, Encoder);
        await pipe.CompleteAsync();
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
