using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.Fetching;

/// <summary>A site's <c>robots.txt</c> (RFC 9309), as far as one crawler is concerned: what it may fetch.</summary>
public sealed class Robots
{
    // RFC 9309 §2.5: at least 500 kibibytes are read; of more, the first.
    private const int MostBytes = 512 * 1_024;
    private const int MostRules = 5_000;

    // A pattern of many wildcards costs with each of them what is left of the address.
    private const int MostWildcards = 20;

    private readonly List<Rule> _rules;

    private Robots(List<Rule> rules) => _rules = rules;

    /// <summary>Everything may be fetched, as where there is no such file (§2.3.1.3).</summary>
    public static Robots AllowAll { get; } = new([]);

    /// <summary>Nothing may be fetched, as while the site cannot answer for it (§2.3.1.4).</summary>
    public static Robots AllowNone { get; } = new([new Rule("/", false)]);

    /// <summary>Reads a file; whatever is wrong with a line, only the line is lost.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="product">The crawler's product token (§2.2.1), such as <c>Gateway</c>.</param>
    public static Robots Parse(ReadOnlySpan<byte> content, string product)
    {
        ArgumentException.ThrowIfNullOrEmpty(product);
        var text = Encoding.UTF8.GetString(content.Length <= MostBytes ? content : content[..MostBytes]);
        var (own, all) = (new List<Rule>(), new List<Rule>());
        var (isOwn, isAll, isInGroup, isNamed) = (false, false, false, false);
        foreach (var raw in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            var line = raw.IndexOf('#') is var comment and >= 0 ? raw[..comment] : raw;
            var colon = line.IndexOf(':');
            if (colon < 0)
                continue;
            var name = line[..colon].Trim();
            var value = line[(colon + 1)..].Trim();
            if (name.Equals("user-agent", StringComparison.OrdinalIgnoreCase))
            {
                // Names that follow one another share a group; the first behind rules begins another.
                if (isInGroup)
                    (isOwn, isAll, isInGroup) = (false, false, false);
                isAll |= value is "*";
                if (Token(value).Equals(product, StringComparison.OrdinalIgnoreCase))
                    isOwn = isNamed = true;
                continue;
            }

            var isAllowed = name.Equals("allow", StringComparison.OrdinalIgnoreCase);
            if (!isAllowed && !name.Equals("disallow", StringComparison.OrdinalIgnoreCase))
                continue;
            isInGroup = true;
            if (value.IsEmpty || value[0] is not ('/' or '*') || value.Count('*') > MostWildcards)
                continue;
            var rule = new Rule(Normal(value.ToString()), isAllowed);
            if (isOwn && own.Count < MostRules)
                own.Add(rule);
            if (isAll && all.Count < MostRules)
                all.Add(rule);
        }

        return new Robots(isNamed ? own : all);
    }

    /// <summary>Whether an address of the site may be fetched.</summary>
    public bool Allows(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var target = Normal(address.PathAndQuery);
        if (target is "/robots.txt")
            return true;
        Rule? longest = null;
        foreach (var rule in _rules)
        {
            // §2.2.2: the most octets win; of as many, the one that allows.
            if (longest is { } known && (rule.Pattern.Length < known.Pattern.Length || (rule.Pattern.Length == known.Pattern.Length && !rule.IsAllowed)))
                continue;
            if (rule.Matches(target))
                longest = rule;
        }

        return longest?.IsAllowed ?? true;
    }

    // What stands behind the product's name is its version.
    private static ReadOnlySpan<char> Token(ReadOnlySpan<char> value)
    {
        var end = value.IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_");
        return end < 0 ? value : value[..end];
    }

    // §2.2.2: compared in one form, in which what need not be encoded is not, and the rest is, in capitals.
    private static string Normal(string text)
    {
        var normal = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                var octet = (char)Convert.ToByte(text.Substring(i + 1, 2), 16);
                if (char.IsAsciiLetterOrDigit(octet) || octet is '-' or '.' or '_' or '~')
                    normal.Append(octet);
                else
                    normal.Append(text.AsSpan(i, 3).ToString().ToUpperInvariant());
                i += 2;
            }
            else if (c <= '~')
            {
                normal.Append(c);
            }
            else
            {
                var length = char.IsHighSurrogate(c) && i + 1 < text.Length ? 2 : 1;
                foreach (var octet in Encoding.UTF8.GetBytes(text.Substring(i, length)))
                    normal.Append(Uri.HexEscape((char)octet));
                i += length - 1;
            }
        }

        return normal.ToString();
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Rule(string Pattern, bool IsAllowed)
    {
        // §2.2.3: "*" stands for anything, "$" at the end for the end; else the beginning is enough.
        public bool Matches(string target)
        {
            var isWhole = Pattern.EndsWith('$');
            var pattern = isWhole ? Pattern.AsSpan(0, Pattern.Length - 1) : Pattern;
            var rest = target.AsSpan();
            var isFirst = true;
            while (true)
            {
                var star = pattern.IndexOf('*');
                var piece = star < 0 ? pattern : pattern[..star];
                if (star < 0 && isWhole)
                    return isFirst ? rest.SequenceEqual(piece) : rest.EndsWith(piece, StringComparison.Ordinal);
                var at = isFirst ? rest.StartsWith(piece, StringComparison.Ordinal) ? 0 : -1 : rest.IndexOf(piece, StringComparison.Ordinal);
                if (at < 0)
                    return false;
                if (star < 0)
                    return true;
                rest = rest[(at + piece.Length)..];
                pattern = pattern[(star + 1)..];
                isFirst = false;
            }
        }
    }
}
