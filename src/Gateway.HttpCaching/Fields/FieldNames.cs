using System.Collections.Immutable;

namespace Gateway.HttpCaching.Fields;

/// <summary>Lists of field names, as in <c>no-cache="…"</c>, <c>Connection</c> and <c>Vary</c>.</summary>
internal static class FieldNames
{
    /// <summary>More than this many names in one list are not told apart: nobody means so many, and each costs at every use.</summary>
    public const int MaximumCount = 64;

    /// <summary>
    /// The names of a comma-separated list, lower case, sorted, each once. False where there are too many; what is no token is
    /// left out.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> list, out ImmutableArray<string> names)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var range in list.Split(','))
        {
            var name = list[range].Trim(" \t");
            if (!HttpList.IsToken(name))
                continue;
            if (found.Count == MaximumCount)
            {
                names = [];
                return false;
            }

            found.Add(Lower(name));
        }

        names = [.. found];
        return true;
    }

    /// <summary>Both lists as one, in their form.</summary>
    public static ImmutableArray<string> Union(ImmutableArray<string> some, ImmutableArray<string> more) =>
        [.. new SortedSet<string>(some.Concat(more), StringComparer.Ordinal)];

    private static string Lower(ReadOnlySpan<char> name) => string.Create(name.Length, name, static (to, from) => from.ToLowerInvariant(to));
}
