using System.Text;
using Gateway.HttpCaching.Fields;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Keys;

/// <summary>
/// Brings the values of nominated fields to a form in which those that mean the same are the same (RFC 9111 §4.1): lines are
/// combined and white space around separators goes, whatever the field. In <c>Accept</c>, <c>Accept-Language</c>,
/// <c>Accept-Charset</c> and <c>Accept-Encoding</c> case goes too, weights are brought to one form, and members stand by
/// weight, then name: their order means nothing (RFC 9110 §12.4.2, §12.5).
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
        var members = HttpList.Split(field).Take(MaximumMembers + 1).ToArray();
        if (members.Length > MaximumMembers)
            return string.Join(',', field.ToArray());

        // Quotes are rare here, and where they are broken, order is what keeps them apart.
        return Array.Exists(members, static m => m.Contains('"', StringComparison.Ordinal)) ? string.Join(',', members) : name switch
        {
            "accept-encoding" => Join(Weighted(members, isCoding: true)),
            "accept" or "accept-language" or "accept-charset" => Join(Weighted(members, isCoding: false)),
            _ => string.Join(',', members),
        };
    }

    private static IEnumerable<(string Name, int Weight)> Weighted(string[] members, bool isCoding)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return members.Select(m => Split(m, isCoding))
            .OrderByDescending(static m => m.Weight)
            .ThenBy(static m => m.Name, StringComparer.Ordinal)
            .Where(m => seen.Add(m.Name));
    }

    private static string Join(IEnumerable<(string Name, int Weight)> members)
    {
        var text = new StringBuilder();
        foreach (var (name, weight) in members)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(name);
            if (weight != QualityValue.Full)
                text.Append(";q=").Append(weight is 0 ? "0" : "0." + weight.ToString("000", System.Globalization.CultureInfo.InvariantCulture).TrimEnd('0'));
        }

        return text.ToString();
    }

    // A weight that cannot be read stays in the name, so that only its like matches.
    private static (string Name, int Weight) Split(string member, bool isCoding)
    {
        var weight = QualityValue.Full;
        var name = new StringBuilder();
        foreach (var part in HttpList.Split(member, ';'))
        {
            if (part.StartsWith("q=", StringComparison.OrdinalIgnoreCase) && QualityValue.TryParse(part.AsSpan(2).Trim(), out var read))
                weight = read;
            else
                name.Append(name.Length == 0 ? "" : ";").Append(part.ToLowerInvariant());
        }

        var text = name.ToString();
        return (isCoding && text is "x-gzip" ? "gzip" : text, weight);
    }}
