using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Gateway.Syndication.Tests.Feeds;

/// <summary>What validators ask of single values, written down from the specifications and independent of the code under test.</summary>
internal static partial class ValidityValues
{
    private static readonly DateTimeOffset Latest = TimeProvider.System.GetUtcNow().AddMinutes(10);

    /// <summary>RFC 3986, absolute, in the characters that RFC 2396 knew (what RSS asks for).</summary>
    public static bool IsAddress(string? value) => value is not null && Address().IsMatch(value);

    /// <summary>The same with an IP literal for its host.</summary>
    public static bool IsAtomAddress(string? value) => value is not null && AtomAddress().IsMatch(value);

    public static bool IsRfc822(string? value) =>
        value is not null && DateTimeOffset.TryParseExact(value, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && IsPlausible(date);

    public static bool IsRfc3339(string? value) =>
        value is not null && Rfc3339().IsMatch(value) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var date) && IsPlausible(date);

    public static bool IsLanguage(string? value) => value is not null && Language().IsMatch(value);

    /// <summary>No end tag of HTML (<c>ContainsHTML</c>), one line, not blank.</summary>
    public static bool IsPlain(string? value) => !string.IsNullOrWhiteSpace(value) && !EndTag().IsMatch(value) && !value.Contains('\n');

    public static bool IsMime(string? value) => value is not null && Mime().IsMatch(value);

    public static bool HasEmailInBrackets(string value) => Email().IsMatch(value);

    /// <summary>Scheme and host in lower case, no default port, a path, upper-case escapes (RFC 3986 §6.2).</summary>
    public static bool IsCanonical(string? value) =>
        value is not null
        && (value.StartsWith("urn:uuid:", StringComparison.Ordinal)
            ? Guid.TryParseExact(value[9..], "D", out _)
            : IsAddress(value) && !NotCanonical().IsMatch(value) && Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.AbsolutePath.StartsWith('/') && value.IndexOf('/', 8) > 0);

    /// <summary>C1 controls, U+FFFD, and Latin-1 that is UTF-8 read wrongly (<c>BadCharacters</c>); noncharacters.</summary>
    public static IEnumerable<string> BadTexts(XElement root) =>
        root.DescendantNodesAndSelf().OfType<XText>().Select(t => t.Value)
            .Concat(root.DescendantsAndSelf().Attributes().Select(a => a.Value))
            .Where(t => BadCharacter().IsMatch(t));

    /// <summary>What a validator or a careful reader says of HTML: parse errors, scripts, handlers, styles, relative addresses.</summary>
    public static IEnumerable<string> HtmlProblems(string html)
    {
        var problem = ParseError(html);
        if (problem is not null)
            return [problem];
        var body = new HtmlParser().ParseDocument("").Body!;
        var nodes = new HtmlParser().ParseFragment(html, body).OfType<IElement>().SelectMany(e => e.QuerySelectorAll("*").Prepend(e));
        return nodes.SelectMany(Problems);
    }

    private static string? ParseError(string html)
    {
        try
        {
            var body = new HtmlParser().ParseDocument("").Body!;
            new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseFragment(html, body);
            return null;
        }
        catch (HtmlParseException e)
        {
            return $"{e.Message} at {e.Position}";
        }
    }

    private static IEnumerable<string> Problems(IElement element)
    {
        if (element.LocalName is "script" or "style" or "iframe" or "object" or "embed" or "applet" or "form" or "base" or "link" or "meta" or "svg" or "math")
            yield return "element " + element.LocalName;
        foreach (var attribute in element.Attributes)
        {
            if (attribute.Name.StartsWith("on", StringComparison.Ordinal) || attribute.Name is "style")
                yield return "attribute " + attribute.Name;
            if (attribute.Name is "href" or "src" or "cite" && !attribute.Value.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                && !attribute.Value.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !attribute.Value.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
                && !attribute.Value.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
                yield return $"{attribute.Name}={attribute.Value}";
        }
    }

    private static bool IsPlausible(DateTimeOffset date) => date.Year >= 1990 && date <= Latest;

    [GeneratedRegex(@"^[a-zA-Z][0-9a-zA-Z+\-.]*:(//)?(%[0-9A-Fa-f]{2}|[0-9a-zA-Z;/?:@&=+$.\-_!~*'(),#])+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"^[a-zA-Z][0-9a-zA-Z+\-.]*:(//)?(\[[0-9A-Fa-f:.]+\])?(%[0-9A-Fa-f]{2}|[0-9a-zA-Z;/?:@&=+$.\-_!~*'(),#])*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AtomAddress();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rfc3339();

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Language();

    [GeneratedRegex(@"</\w+>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EndTag();

    [GeneratedRegex(@"^[^\s()<>,;:\\""/\[\]?=]+/[^\s()<>,;:\\""/\[\]?=]+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mime();

    [GeneratedRegex(@"<[^\s<>]+@[^\s<>]+>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"^[^:]*[A-Z]|^https?://[^/]*[A-Z]|^http://[^/]*:80/|^https://[^/]*:443/|^[^?#]*/\.\.?(/|\z|\?|#)|%[0-9A-F]?[a-f]|%(4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A]|3[0-9]|2D|2E|5F|7E)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotCanonical();

    [GeneratedRegex("[\u0080-\u009F\uFDD0-\uFDEF\uFFFD-\uFFFF]|[\u00C2\u00C3][\u0080-\u00BF]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BadCharacter();
}
