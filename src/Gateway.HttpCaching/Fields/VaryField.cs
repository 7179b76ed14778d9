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
    /// cannot be known.
    /// </summary>
    public bool IsAny { get; private init; }

    /// <summary>The nominated fields: lower case, sorted, each once.</summary>
    public ImmutableArray<string> Names { get; private init; } = [];

    /// <summary>Reads all lines.</summary>
    public static VaryField Parse(StringValues field)
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

        return names.IsEmpty ? None : new VaryField { Names = names };
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
