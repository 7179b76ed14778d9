using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Fields;

/// <summary><c>Vary</c> (RFC 9110 §12.5.5, RFC 9111 §4.1).</summary>
public sealed record VaryField
{
    /// <summary>No field named.</summary>
    public static VaryField None { get; } = new();

    /// <summary>
    /// Whether no request is known to match: <c>*</c> anywhere, more than 64 names, or a member that is no name, whose meaning
    /// cannot be known; or a field that the proxy fills from the connection, where the request itself does not show it.
    /// </summary>
    public bool IsAny { get; private init; }

    /// <summary>The nominated fields: lower case, sorted, each once.</summary>
    public ImmutableArray<string> Names { get; private init; } = [];

    /// <summary>Reads all lines.</summary>
    /// <param name="field">They.</param>
    /// <param name="connectionFields">Fields that the proxy fills from the connection.</param>
    public static VaryField Parse(StringValues field, ImmutableArray<string> connectionFields = default)
    {
        var names = ImmutableArray<string>.Empty;
        foreach (var line in field)
        {
            if (string.IsNullOrEmpty(line))
                continue;
            if (!IsListOfNames(line) || !FieldNames.TryParse(line, out var more))
                return new VaryField { IsAny = true };
            names = names.IsEmpty ? more : FieldNames.Union(names, more);
            if (names.Length > FieldNames.MaximumCount)
                return new VaryField { IsAny = true };
        }

        if (names.IsEmpty)
            return None;
        return !connectionFields.IsDefaultOrEmpty && names.Any(n => connectionFields.Contains(n, StringComparer.OrdinalIgnoreCase)) ? new VaryField { IsAny = true } : new VaryField { Names = names };
    }

    // The star is a character of tokens, too.
    private static bool IsListOfNames(ReadOnlySpan<char> line)
    {
        foreach (var range in line.Split(','))
        {
            var member = line[range].Trim(" \t");
            if (member is "*" || !(member.IsEmpty || HttpList.IsToken(member)))
                return false;
        }

        return true;
    }
}
