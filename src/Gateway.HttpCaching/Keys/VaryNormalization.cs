using System.Text;
using Gateway.HttpCaching.Fields;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Keys;

/// <summary>
/// Brings the values of nominated fields to a form in which those that mean the same are the same (RFC 9111 §4.1): lines are
/// combined and white space around separators goes, but in fields that are known to be no lists. In <c>Accept</c>,
/// <c>Accept-Language</c>, <c>Accept-Charset</c> and <c>Accept-Encoding</c> case goes too, weights are brought to one form, and
/// members stand by weight, then name (RFC 9110 §12.4.2, §12.5): their order cannot be relied upon (§12.5.4), but in
/// <c>Accept</c>, where many origins take the first that they have, it stays. A list that contradicts itself stays as it is.
/// </summary>
internal static class VaryNormalization
{
    // A list longer than this is compared as it stands: nobody sends one, and sorting it would cost more than the hit saves.
    private const int MaximumMembers = 64;

    private static readonly NormalFormCache Known = new();
    private static readonly Func<string, string, string> OfLine = static (name, line) => NormalizeLines(name, line);

    /// <summary>The normal form of all lines of a field.</summary>
    /// <param name="name">The field, lower case.</param>
    /// <param name="field">Its lines.</param>
    public static string Normalize(string name, StringValues field) =>
        field is [{ } line] ? Known.Get(name, line, OfLine) : NormalizeLines(name, field);

    private static string NormalizeLines(string name, StringValues field)
    {
        // What is no list has commas of its own.
        if (name is ("cookie" or "user-agent" or "referer" or "authorization") && field is [{ } line])
            return line;
        var members = HttpList.Split(field).Take(MaximumMembers + 1).ToArray();
        if (members.Length > MaximumMembers)
            return string.Join(',', field.ToArray());

        // Quotes are rare here, and where they are broken, order is what keeps them apart.
        var asSent = string.Join(',', members);
        return Array.Exists(members, static m => m.Contains('"', StringComparison.Ordinal)) ? asSent : name switch
        {
            "accept-encoding" or "accept-charset" or "accept-language" => Join(members, isOrdered: false) ?? asSent,
            "accept" => Join(members, isOrdered: true) ?? asSent,
            _ => asSent,
        };
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
