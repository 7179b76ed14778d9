using System.Text;
using Gateway.HttpCaching.Fields;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Keys;

/// <summary>
/// Brings the values of nominated fields to a form in which those that are known to mean the same are the same (RFC 9111 §4.1).
/// In <c>Accept</c>, <c>Accept-Language</c>, <c>Accept-Charset</c> and <c>Accept-Encoding</c> lines are combined, empty members,
/// white space around separators and case go, weights are brought to one form, and members stand by weight, then name (RFC 9110
/// §12.4.2, §12.5): their order cannot be relied upon (§12.5.4), but in <c>Accept</c>, where many origins take the first that they
/// have, it stays. A list that contradicts itself stays as it is.
/// </summary>
/// <remarks>
/// Of any other field only its origin knows whether it is a list: an answer to <c>Origin: https://a.example,</c> is none to
/// <c>Origin: https://a.example</c>. It is compared byte for byte, in the one line that the origin gets of several; only white
/// space around the commas between tokens goes, which a field that is no list has no use for (RFC 9110 §5.5, §5.6.1).
/// </remarks>
internal static class VaryNormalization
{
    // A list longer than this is compared as it stands: nobody sends one, and sorting it would cost more than the hit saves.
    private const int MaximumMembers = 64;

    private static readonly NormalFormCache Known = new();
    private static readonly Func<string, string, string> OfList = static (name, line) => NormalizeList(name, line);
    private static readonly Func<string, string, string> OfUnknown = static (_, line) => NormalizeUnknown(line);

    /// <summary>The normal form of all lines of a field.</summary>
    /// <param name="name">The field, lower case.</param>
    /// <param name="field">Its lines.</param>
    public static string Normalize(string name, StringValues field)
    {
        var isNegotiation = name is "accept" or "accept-language" or "accept-charset" or "accept-encoding";
        if (field is not [{ } line])
            return isNegotiation ? NormalizeList(name, field) : NormalizeUnknown(AsOneLine(name, field));
        return isNegotiation || line.Contains(',', StringComparison.Ordinal) ? Known.Get(name, line, isNegotiation ? OfList : OfUnknown) : line;
    }

    // As what goes on to the origin joins them: cookies and products have separators of their own (RFC 6265 §5.4, RFC 9110 §10.1.5).
    private static string AsOneLine(string name, StringValues field) =>
        string.Join(name switch { "cookie" => "; ", "user-agent" => " ", _ => ", " }, field.ToArray());

    private static string NormalizeUnknown(string line)
    {
        var members = line.Split(',', MaximumMembers + 1);
        if (members.Length is 1 or > MaximumMembers)
            return line;
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = members[i].Trim(' ', '\t');
            if (!HttpList.IsToken(members[i]))
                return line;
        }

        return string.Join(',', members);
    }

    private static string NormalizeList(string name, StringValues field)
    {
        var members = HttpList.Split(field).Take(MaximumMembers + 1).ToArray();
        if (members.Length > MaximumMembers)
            return AsOneLine(name, field);

        // Quotes are rare here, and where they are broken, order is what keeps them apart.
        var asSent = string.Join(',', members);
        return Array.Exists(members, static m => m.Contains('"', StringComparison.Ordinal)) ? asSent : Join(members, isOrdered: name is "accept") ?? asSent;
    }

    // Null where a name or a weight comes twice, or a weight without a name: what counts every origin decides for itself.
    private static string? Join(string[] members, bool isOrdered)
    {
        var weighted = new List<(string Name, int Weight)>(members.Length);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            if (Split(member) is not { } read || !seen.Add(read.Name))
                return null;
            weighted.Add(read);
        }

        var sorted = weighted.OrderByDescending(static m => m.Weight);
        var text = new StringBuilder();
        foreach (var (name, weight) in isOrdered ? sorted : sorted.ThenBy(static m => m.Name, StringComparer.Ordinal))
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(name);
            if (weight != QualityValue.Full)
                text.Append(";q=").Append(weight is 0 ? "0" : "0." + weight.ToString("000", System.Globalization.CultureInfo.InvariantCulture).TrimEnd('0'));
        }

        return text.ToString();
    }

    // A weight that cannot be read stays in the name, so that only its like matches; so do the values of parameters as they are.
    private static (string Name, int Weight)? Split(string member)
    {
        int? weight = null;
        var name = new StringBuilder();
        foreach (var part in HttpList.Split(member, ';'))
        {
            if (part.StartsWith("q=", StringComparison.OrdinalIgnoreCase) && QualityValue.TryParse(part.AsSpan(2).Trim(), out var read))
            {
                if (weight is not null)
                    return null;
                weight = read;
                continue;
            }

            var equals = name.Length == 0 ? -1 : part.IndexOf('=', StringComparison.Ordinal);
            name.Append(name.Length == 0 ? "" : ";").Append(equals < 0 ? part.ToLowerInvariant() : string.Concat(part[..equals].ToLowerInvariant(), part.AsSpan(equals)));
        }

        var text = name.ToString();
        return text.Length == 0 ? null : (text is "x-gzip" ? "gzip" : text, weight ?? QualityValue.Full);
    }
}
