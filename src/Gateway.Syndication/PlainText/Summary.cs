using AngleSharp.Dom;
using Gateway.Syndication.Html;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.PlainText;

/// <summary>Summaries: the publisher's, or the first real paragraph of the body, at most 300 characters.</summary>
internal static class Summary
{
    private const int MaxLength = 300;

    /// <summary>A paragraph shorter than this is no summary while a longer one follows: a date line, a caption, a credit.</summary>
    private const int RealLength = 40;

    /// <summary>The summary of an article whose body is rendered already.</summary>
    public static string Of(string? sent, IElement body) =>
        sent is not null && XmlText.OneLine(sent) is { Length: > 0 } text ? text : FromBody(body);

    /// <summary>The summary that a body comes to.</summary>
    public static string FromBody(string markdown, string baseUrl) => FromBody(ArticleHtml.Parse(markdown, baseUrl));

    private static string FromBody(IElement body)
    {
        var longest = "";
        foreach (var paragraph in body.QuerySelectorAll("p"))
        {
            var text = XmlText.OneLine(paragraph.TextContent);
            if (text.Length >= RealLength)
                return TextCut.At(text, MaxLength);

            if (text.Length > longest.Length)
                longest = text;
        }

        return TextCut.At(longest.Length > 0 ? longest : XmlText.OneLine(body.TextContent), MaxLength);
    }
}
