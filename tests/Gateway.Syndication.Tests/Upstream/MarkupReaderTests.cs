using System.Diagnostics;
using System.Text;
using Gateway.Syndication.Upstream.Markup;

namespace Gateway.Syndication.Tests.Upstream;

public sealed class MarkupReaderTests
{
    // What is wrong with it, the text, and what is read: "<a x=1" a start with its attributes, "/a" an end, the rest text.
    public static TheoryData<string, string, string> Rows => new()
    {
        { "nothing", "<a x='1' y=\"2\"><b/>t</a>", "<a x=1 y=2|<b|/b|t|/a" },
        { "left open", "<a><b>t</a>", "<a|<b|t|/b|/a" },
        { "cut off", "<a><b>t", "<a|<b|t|/b|/a" },
        { "end of nothing", "<a>t</b></a>", "<a|t|/a" },
        { "end without its end", "<a><b>t</b </a>", "<a|<b|t|/b|/a" },
        { "tag without its end", "<a><b x='1' <c>t</c></a>", "<a|<b x=1|<c|t|/c|/b|/a" },
        { "cut off in a tag", "<a><b x='1", "<a|<b x='1|/b|/a" },
        { "junk before", "junk & more\n<?xml version='1.0'?><a/>", "junk & more\n|<a|/a" },
        { "ampersands", "<a>AT&T &amp; &nbsp; &bogus; &#65; &#x42; &#xD800; &#150; &</a>", "<a|AT&T & \u00A0 &bogus; A B \uFFFD \u2013 &|/a" },
        { "less-than", "<a>1 < 2 <3</a>", "<a|1 |< 2 |<3|/a" },
        { "section", "<a><![CDATA[<b>&amp;]]></a>", "<a|<b>&amp;|/a" },
        { "section cut off", "<a><![CDATA[<b>", "<a|<b>|/a" },
        { "section cut off in its beginning", "<a>t<![CDA", "<a|t|/a" },
        { "comment", "<a><!-- <b> --></a>", "<a|/a" },
        { "comment that never ends", "<a><!-- <b>t</b></a>", "<a| |<b|t|/b|/a" },
        { "document type", "<!DOCTYPE a [<!ENTITY e \"<>\"> <!ENTITY f '>'>]><a>&e;</a>", "<a|&e;|/a" },
        { "values without quotation marks, or none", "<a x=1 y z=/p/q/>t", "<a x=1 y= z=/p/q|/a|t" },
        { "attribute twice", "<a x='1' x='2'/>", "<a x=1|/a" },
        { "HTML without ends", "<a>1<br>2<img src=x>3</a>", "<a|1|<br|/br|2|<img src=x|/img|3|/a" },
        { "controls", "<a>\u0001t\uFFFF</a>", "<a|t|/a" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Read_OfWhatIsNotWellFormed_IsATree(string id, string text, string expected)
    {
        Assert.NotEmpty(id);
        Assert.Equal(expected, Tell(text));
    }

    [Theory]
    [InlineData("<r xmlns='http://www.w3.org/2005/Atom'/>", nameof(Vocabulary.Atom))]
    [InlineData("<r xmlns='http://purl.org/atom/ns#'/>", nameof(Vocabulary.Atom))]
    [InlineData("<x:r xmlns:x='https://purl.org/dc/elements/1.1/'/>", nameof(Vocabulary.DublinCore))]
    [InlineData("<dc:r/>", nameof(Vocabulary.DublinCore))]
    [InlineData("<dc:r xmlns:dc='http://other.example/'/>", nameof(Vocabulary.Other))]
    [InlineData("<MEDIA:r/>", nameof(Vocabulary.Media))]
    [InlineData("<r xmlns=''/>", nameof(Vocabulary.Rss))]
    [InlineData("<r xmlns='http://backend.userland.com/RSS2'/>", nameof(Vocabulary.Rss))]
    public void Vocabulary_OfAPrefix_IsThatOfItsNamespaceOrOfCustom(string text, string expected)
    {
        var reader = new MarkupReader(text);
        Assert.True(reader.Read());
        Assert.Equal(expected, reader.Vocabulary.ToString());
    }

    [Fact]
    public void Namespace_OfAnElement_EndsWithIt()
    {
        var reader = new MarkupReader("<r><a xmlns='http://www.w3.org/2005/Atom'><b/></a><c/></r>");
        var seen = new List<(string, Vocabulary)>();
        while (reader.Read())
        {
            if (reader.Kind == MarkupKind.Start)
                seen.Add((reader.Name.Local, reader.Vocabulary));
        }

        Assert.Equal([("r", Vocabulary.Rss), ("a", Vocabulary.Atom), ("b", Vocabulary.Atom), ("c", Vocabulary.Rss)], seen);
    }

    // What a reader might go through again and again, or keep for ever.
    [Theory]
    [InlineData("<a>")]
    [InlineData("</a>")]
    [InlineData("</a")]
    [InlineData("<!--")]
    [InlineData("<!")]
    [InlineData("<![")]
    [InlineData("<!DOCTYPE [\"")]
    [InlineData("<?")]
    [InlineData("<![CDATA[")]
    [InlineData("<a b='")]
    [InlineData("<a b=\"'")]
    [InlineData("<a b c d ")]
    [InlineData("&")]
    [InlineData("&#")]
    [InlineData("&aaaaaaaa")]
    [InlineData("<a xmlns:b='c'>")]
    [InlineData("<")]
    public void Read_OfAMegabyteOfOneThing_TakesTimeInProportion(string piece)
    {
        var text = new StringBuilder(1_100_000);
        while (text.Length < 1_000_000)
            text.Append(piece);
        // The first time compiles.
        Tell(piece);

        var clock = Stopwatch.StartNew();
        var reader = new MarkupReader("<rss>" + text);
        var open = 0;
        while (reader.Read())
        {
            open += reader.Kind switch { MarkupKind.Start => 1, MarkupKind.End => -1, _ => 0 };
            Assert.InRange(open, 0, MarkupReader.MaximumDepth);
        }

        Assert.Equal(0, open);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    private static string Tell(string text)
    {
        var reader = new MarkupReader(text);
        var told = new List<string>();
        while (reader.Read())
        {
            told.Add(reader.Kind switch
            {
                MarkupKind.Start => "<" + reader.Name.Qualified + string.Concat(reader.Attributes.ToArray().Select(a => $" {a.Name}={a.Value}")),
                MarkupKind.End => "/" + reader.Name.Qualified,
                _ => reader.Text,
            });
        }

        return string.Join('|', told);
    }
}
