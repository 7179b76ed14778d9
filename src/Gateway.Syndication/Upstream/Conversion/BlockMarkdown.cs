using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using Gateway.Syndication.Html;

namespace Gateway.Syndication.Upstream.Conversion;

/// <summary>The blocks of a sanitised tree (CommonMark §4, §5), one after another with a blank line between them.</summary>
internal static class BlockMarkdown
{
    // Each container writes the lines of what is in it anew.
    private const int MaxContainers = 12;

    private static readonly FrozenSet<string> Blocks =
        ("address article aside blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section summary table ul " +
        "caption col colgroup tbody td tfoot th thead tr").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private const string MoreThanCode = "a, img";

    private const string BlocksInCode = "pre, table, ul, ol, li, blockquote, h1, h2, h3, h4, h5, h6, dl, figure, p, div, hr";

    private const string Structure = "table, ul, ol, li, pre, blockquote";

    /// <summary>The content of an element.</summary>
    public static string Of(IElement parent) => string.Join("\n\n", Children(parent, 0));

    /// <summary>Whether an element stands by itself rather than in a line.</summary>
    public static bool IsBlock(string name) => Blocks.Contains(name);

    private static List<string> Children(INode parent, int containers)
    {
        var blocks = new List<string>();
        var line = new List<INode>();
        var strays = new List<IElement>();
        var lastList = (Name: "", IsOther: false);
        foreach (var node in Flattened(parent))
        {
            if (node is IElement { LocalName: "li" } stray && parent is not IElement { LocalName: "ul" or "ol" } && containers < MaxContainers)
            {
                Flush();
                strays.Add(stray);
                continue;
            }

            if (node is not IElement element || !(IsBlock(element.LocalName) || (element.LocalName is "a" && HoldsBlocks(element))))
            {
                if (strays.Count > 0 && node.TextContent.AsSpan().IsWhiteSpace() && node is IText)
                    continue;
                FlushStrays();
                line.Add(node);
                continue;
            }

            Flush();
            FlushStrays();
            var isList = element.LocalName is "ul" or "ol";
            // Two lists in a row would be one.
            var isOther = isList && string.Equals(lastList.Name, element.LocalName, StringComparison.Ordinal) && !lastList.IsOther;
            var before = blocks.Count;
            Add(blocks, element, containers, isOther);
            if (blocks.Count > before)
                lastList = isList ? (element.LocalName, isOther) : ("", false);
        }

        Flush();
        FlushStrays();
        return blocks;

        // Without a list of their own browsers show them as one.
        void FlushStrays()
        {
            if (strays.Count == 0)
                return;
            var isOther = lastList is ("ul", false);
            var text = List(strays, null, containers, isOther);
            strays.Clear();
            if (text.Length == 0)
                return;
            blocks.Add(text);
            lastList = ("ul", isOther);
        }

        void Flush()
        {
            if (line.Count == 0)
                return;
            var text = InlineMarkdown.Of(line, InlineStyle.Paragraph);
            line.Clear();
            if (text.Length == 0)
                return;
            blocks.Add(text);
            lastList = ("", false);
        }
    }

    private static void Add(List<string> blocks, IElement element, int containers, bool isOther)
    {
        switch (element.LocalName)
        {
            // What a parser lets stand in a line although it is none.
            case "p" or ['h', >= '1' and <= '6'] when element.QuerySelector(Structure + ", li, hr, dl, details") is not null:
                blocks.AddRange(Children(element, containers));
                break;
            case "p":
                AddText(blocks, InlineMarkdown.Of(element.ChildNodes, InlineStyle.Paragraph));
                break;
            case ['h', >= '1' and <= '6'] heading:
                var text = InlineMarkdown.Of(element.ChildNodes, InlineStyle.Line);
                if (text.Length > 0)
                    blocks.Add(new string('#', heading[1] - '0') + ' ' + (text.TrimEnd('#').EndsWith(' ') ? text[..^1] + "\\" + text[^1] : text));
                break;
            case "hr":
                // Of dashes or asterisks it would make one of the list that it stands in (CommonMark §5.2).
                blocks.Add("___");
                break;
            case "pre" when element.QuerySelector(BlocksInCode) is not null:
                blocks.AddRange(Children(element, containers));
                break;
            case "pre":
                // With more than text in it, it goes on to its end tag (CommonMark §4.6), blank lines and all.
                AddText(blocks, element.QuerySelector(MoreThanCode) is null ? Fenced(element) : HtmlWriter.WriteElement(element));
                break;
            case "blockquote" when containers < MaxContainers:
                AddText(blocks, Quoted(Children(element, containers + 1)));
                break;
            // What is in a list and in none of its items has no place in one of Markdown's.
            case "ul" or "ol" when element.ChildNodes.Any(n => n is IElement { LocalName: not "li" } || (n is IText text && !string.IsNullOrWhiteSpace(text.Data))):
                AddText(blocks, Html(element));
                break;
            case "ul" or "ol" when containers < MaxContainers:
                AddText(blocks, List([.. element.Children], element, containers, isOther));
                break;
            case "table":
                AddText(blocks, TableMarkdown.Of(element) ?? Html(element));
                break;
            case "a" when element.QuerySelector(Structure) is not null:
                AddText(blocks, HtmlOfALink(element));
                break;
            case "dl" or "details":
                AddText(blocks, Html(element));
                break;
            default:
                blocks.AddRange(Children(element, containers));
                break;
        }
    }

    // What stands in a line around blocks is not there.
    private static IEnumerable<INode> Flattened(INode parent)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is not IElement element || IsBlock(element.LocalName) || element.LocalName is "a" || !HoldsBlocks(element))
            {
                yield return node;
                continue;
            }

            foreach (var inner in Flattened(element))
                yield return inner;
        }
    }

    // Emphasis around blocks is nobody's; a link around words that stand apart is one around them all.
    private static bool HoldsBlocks(IElement element) =>
        element.QuerySelector(element.LocalName is "a" ? Structure : Structure + ", p, div, h1, h2, h3, h4, h5, h6, hr, li, figure, section, article, address, aside, details, dl") is not null;

    private static void AddText(List<string> blocks, string text)
    {
        if (text.Length > 0)
            blocks.Add(text);
    }

    private static string Quoted(List<string> blocks) =>
        blocks.Count == 0 ? "" : "> " + string.Join("\n\n", blocks).Replace("\n", "\n> ", StringComparison.Ordinal).Replace("> \n", ">\n", StringComparison.Ordinal);

    private static string List(List<IElement> items, IElement? list, int containers, bool isOther)
    {
        var isOrdered = list is { LocalName: "ol" };
        var number = isOrdered && int.TryParse(list?.GetAttribute("start"), NumberStyles.None, CultureInfo.InvariantCulture, out var start) && start <= 999_999_999 - items.Count ? start : 1;
        // Paragraphs in one item are paragraphs in all.
        var isLoose = items.Any(item => item.Children.Any(c => c.LocalName is "p"));
        var text = new StringBuilder();
        foreach (var item in items)
        {
            var marker = isOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}{(isOther ? ')' : '.')} ") : isOther ? "* " : "- ";
            var blocks = Children(item, containers + 1);
            if (blocks.Count == 0)
                continue;
            if (text.Length > 0)
                text.Append(isLoose ? "\n\n" : "\n");
            var content = Joined(blocks, isLoose);
            var indent = new string(' ', marker.Length);
            text.Append(marker).Append(content.Replace("\n", "\n" + indent, StringComparison.Ordinal).Replace("\n" + indent + "\n", "\n\n", StringComparison.Ordinal));
        }

        return text.ToString();
    }

    // A list may follow a paragraph at once (CommonMark §5.3), one that counts only where it begins with 1.
    private static string Joined(List<string> blocks, bool isLoose) =>
        !isLoose && blocks is [[not '<', ..] first, ['-' or '*', ' ', ..] or ['1', '.' or ')', ' ', ..]] ? first + "\n" + blocks[1] : string.Join("\n\n", blocks);

    private static string Fenced(IElement pre)
    {
        var code = new StringBuilder();
        Collect(pre, code);
        var text = code.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimEnd('\n');
        if (string.IsNullOrWhiteSpace(text))
            return "";
        var fence = new string('`', Math.Max(3, InlineMarkdown.LongestRun(text, '`') + 1));
        return $"{fence}\n{text}\n{fence}";
    }

    private static void Collect(INode node, StringBuilder code)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText text)
                code.Append(text.Data);
            else if (child is IElement { LocalName: "br" })
                code.Append('\n');
            else
                Collect(child, code);
        }
    }

    // CommonMark §4.6: with its tag alone in the first line it is a block, whatever it is.
    private static string HtmlOfALink(IElement link)
    {
        var (start, _) = HtmlWriter.Tags(link);
        return start + "\n" + Html(link)[start.Length..].TrimStart('\n');
    }

    // CommonMark §4.6: such a block ends with the first blank line.
    private static string Html(IElement element)
    {
        var html = HtmlWriter.WriteElement(element);
        var text = new StringBuilder(html.Length);
        foreach (var line in html.AsSpan().EnumerateLines())
        {
            if (line.IsWhiteSpace())
                continue;
            if (text.Length > 0)
                text.Append('\n');
            text.Append(line);
        }

        return text.ToString();
    }
}
