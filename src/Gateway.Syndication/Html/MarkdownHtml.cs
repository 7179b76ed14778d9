using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Markdig;
using Markdig.Renderers;

namespace Gateway.Syndication.Html;

/// <summary>CommonMark with what news needs. Its HTML is as hostile as the text.</summary>
internal static class MarkdownHtml
{
    /// <summary>Immutable once built, and shared by all threads.</summary>
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .UseTaskLists()
        .UseFootnotes()
        .UseAutoLinks()
        .Build();

    /// <summary>Converts a text; one that no reader of Markdown was made for is shown as it stands, in paragraphs.</summary>
    public static string Convert(string markdown)
    {
        if (MarkdownCost.IsExcessive(markdown))
            return Plain(markdown);

        try
        {
            // A renderer of its own: one of the library's pool that broke off inside a list leaves out paragraphs for ever after.
            var html = new StringWriter(CultureInfo.InvariantCulture);
            var renderer = new HtmlRenderer(html);
            Pipeline.Setup(renderer);
            renderer.Render(Markdig.Markdown.Parse(markdown, Pipeline));
            return html.ToString();
        }
        catch (ArgumentException)
        {
            // Markdig's answer to nesting beyond its own limit.
            return Plain(markdown);
        }
    }

    private static string Plain(string markdown)
    {
        var html = new StringBuilder(markdown.Length + 64);
        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            if (!line.IsWhiteSpace())
                html.Append("<p>").Append(HtmlEncoder.Default.Encode(line.Trim().ToString())).Append("</p>\n");
        }

        return html.ToString();
    }
}
