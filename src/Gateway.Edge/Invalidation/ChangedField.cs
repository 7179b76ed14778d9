using System.Collections.Immutable;
using System.Globalization;
using Gateway.HttpCaching.Fields;

namespace Gateway.Edge.Invalidation;

/// <summary>A changed key.</summary>
/// <param name="Key">Percent-encoded.</param>
/// <param name="Sequence">The change's number.</param>
/// <param name="IsRetraction">Whether what it names must not be shown any more.</param>
internal readonly record struct ChangedKey(string Key, long Sequence, bool IsRetraction)
{
    /// <summary>Whether it stands for any key.</summary>
    public bool IsAny => Key is "*";
}

/// <summary>What an answer to a publisher says of changes: <see cref="InternalFields.Source"/> and <see cref="InternalFields.Changed"/>.</summary>
/// <param name="Source">The silo.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Keys">What changed.</param>
internal sealed record ChangedField(string Source, long Epoch, ImmutableArray<ChangedKey> Keys)
{
    /// <summary>The keys, as tags.</summary>
    public IEnumerable<string> Tags => Keys.Where(k => !k.IsAny).Select(k => k.Key);

    /// <summary>Reads the two fields; null where they are not as the origin writes them.</summary>
    public static ChangedField? Parse(string? source, string? changed)
    {
        if (source?.Split(':') is not [{ Length: > 0 } silo, var epochText, _] || !TryNumber(epochText, out var epoch) || changed is null)
            return null;

        var keys = ImmutableArray.CreateBuilder<ChangedKey>();
        foreach (var member in changed.AsSpan().Split(','))
        {
            if (Key(changed.AsSpan(member).Trim()) is not { } key)
                return null;
            keys.Add(key);
        }

        return new ChangedField(silo, epoch, keys.ToImmutable());
    }

    private static ChangedKey? Key(ReadOnlySpan<char> member)
    {
        const string Number = "s=";
        var parts = member.Split(';');
        if (!parts.MoveNext() || member[parts.Current] is not { IsEmpty: false } key)
            return null;
        if (!parts.MoveNext() || !member[parts.Current].StartsWith(Number, StringComparison.Ordinal) || !TryNumber(member[parts.Current][Number.Length..], out var sequence))
            return null;

        return new ChangedKey(key.ToString(), sequence, parts.MoveNext() && member[parts.Current] is "drop");
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
