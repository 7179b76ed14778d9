using AngleSharp.Html.Parser;
using Gateway.Syndication.Html;

namespace Gateway.Syndication.Tests;

/// <summary>What a browser must never find in article HTML.</summary>
internal static class SanitisedHtml
{
    public static void AssertHarmless(string html)
    {
        var document = new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument("<!DOCTYPE html><body><article>" + html + "</article><footer></footer></body>");
        var article = document.QuerySelector("article");
        Assert.NotNull(article);
        Assert.NotNull(document.QuerySelector("body > footer")); // Nothing reaches out of its place.
        foreach (var element in article.QuerySelectorAll("*"))
        {
            Assert.True(HtmlVocabulary.Elements.Contains(element.LocalName), element.LocalName);
            Assert.Equal("http://www.w3.org/1999/xhtml", element.NamespaceUri);
            foreach (var attribute in element.Attributes)
            {
                Assert.True(HtmlVocabulary.Attributes.Contains(attribute.Name), attribute.Name);
                if (HtmlVocabulary.Addresses.Contains(attribute.Name))
                    Assert.Matches("^(https?:|mailto:|tel:)", attribute.Value);
            }
        }
    }
}
