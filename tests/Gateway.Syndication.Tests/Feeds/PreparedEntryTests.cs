using System.Text;
using System.Text.Json;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Tests.Feeds;

public sealed class PreparedEntryTests
{
    [Theory]
    [InlineData("<p>Plain</p>")]
    [InlineData("<p title=\"a\">\"quoted\" \\ &amp; &lt; ]]&gt;</p>")]
    [InlineData("a ]]> b\r\nc\td")]
    [InlineData("\u4F60\u597D \U0001F600 \u0627\u0644 \u2028 \uE000")]
    [InlineData("lone \uD800, control \u0001\u0085, doubled \u00C3\u00A9, \uFFFE")]
    public void Content_InBothForms_IsWhatTheDocumentsSay(string html)
    {
        var forms = ContentForms.Of(html);
        Assert.NotNull(forms);
        Assert.True(FeedText.IsClean(forms.Html));
        Assert.Equal(forms.Html, FeedSamples.Xml(Encoding.UTF8.GetBytes($"<a>{Encoding.UTF8.GetString(forms.Xml.Span)}</a>")).Value);
        Assert.Equal(forms.Html, JsonDocument.Parse(forms.Json).RootElement.GetString());
        Assert.Equal(JsonSerializer.Serialize(forms.Html, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), Encoding.UTF8.GetString(forms.Json.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void Content_WithoutText_IsNone(string html) => Assert.Null(ContentForms.Of(html));

    [Fact]
    public void ChangedCopy_OfAPreparedEntry_IsShownAsChanged()
    {
        var entry = FeedSamples.Entry(1).Prepare(FeedSamples.Publication);
        var copy = entry with { ContentHtml = "<p>other</p>", Title = "Other" };
        var shown = copy.Prepared(FeedSamples.Publication).Shown;
        Assert.Equal(("<p>other</p>", "Other"), (shown.ContentHtml, shown.Title));
        Assert.NotEqual("Other", entry.Prepared(FeedSamples.Publication).Shown.Title);
    }

    [Fact]
    public void OtherPublication_IsPreparedAnew()
    {
        var entry = FeedSamples.Entry(1) with { Authors = [] };
        entry.Prepare(FeedSamples.Publication);
        var other = FeedSamples.Publication with { Author = "Somebody else" };
        Assert.Equal("Somebody else", Assert.Single(entry.Prepared(other).Shown.Authors).Name);
    }

    [Fact]
    public void Prepare_IsDoneOnce_IsNoPartOfTheValue_AndIsWeighed()
    {
        var entry = FeedSamples.Entry(1) with { ContentHtml = new string('x', 10_000) };
        var copy = entry with { };
        var before = entry.Weight;
        Assert.Same(entry, entry.Prepare(FeedSamples.Publication));
        Assert.Same(entry.Prepared(FeedSamples.Publication), entry.Prepared(FeedSamples.Publication));
        Assert.InRange(entry.Weight - before, 20_000, 21_000);
        Assert.Equal(copy, entry);
        Assert.Equal(copy.GetHashCode(), entry.GetHashCode());
    }
}
