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

/// <summary>A silo's log of changes, from one start of it to the next.</summary>
/// <param name="Source">The silo.</param>
/// <param name="Epoch">Its epoch.</param>
internal readonly record struct ChangeLog(string Source, long Epoch);

/// <summary>What an answer to a publisher says of changes: <see cref="InternalFields.Source"/> and <see cref="InternalFields.Changed"/>.</summary>
/// <param name="Keys">What changed, each with the log that numbers it.</param>
internal sealed record ChangedField(ImmutableArray<(ChangeLog Log, ChangedKey Key)> Keys)
{
    /// <summary>The keys, as tags.</summary>
    public IEnumerable<string> Tags => Keys.Where(k => !k.Key.IsAny).Select(k => k.Key.Key);

    /// <summary>Reads the two fields; null where they are not as the origin writes them. Parameters that are not known here are a later origin's, and passed over.</summary>
    public static ChangedField? Parse(string? source, string? changed)
    {
        if (source?.Split(';')[0].Split(':') is not [{ Length: > 0 } silo, var epochText, _] || !TryNumber(epochText, out var epoch) || changed is null)
            return null;

        var keys = ImmutableArray.CreateBuilder<(ChangeLog, ChangedKey)>();
        foreach (var member in changed.AsSpan().Split(','))
        {
            if (Key(changed.AsSpan(member).Trim(), new ChangeLog(silo, epoch)) is not { } key)
                return null;
            keys.Add(key);
        }

        return new ChangedField(keys.ToImmutable());
    }

    private static (ChangeLog, ChangedKey)? Key(ReadOnlySpan<char> member, ChangeLog log)
    {
        const string Number = "s=";
        const string Elsewhere = "at=";
        var parts = member.Split(';');
        if (!parts.MoveNext() || member[parts.Current] is not { IsEmpty: false } key)
            return null;
        if (!parts.MoveNext() || !member[parts.Current].StartsWith(Number, StringComparison.Ordinal) || !TryNumber(member[parts.Current][Number.Length..], out var sequence))
            return null;

        var isRetraction = false;
        while (parts.MoveNext())
        {
            var part = member[parts.Current];
            if (part is "drop")
                isRetraction = true;
            else if (!part.StartsWith(Elsewhere, StringComparison.Ordinal))
                continue;
            else if (Log(part[Elsewhere.Length..]) is { } other)
                log = other;
            else
                return null;
        }

        return (log, new ChangedKey(key.ToString(), sequence, isRetraction));
    }

    private static ChangeLog? Log(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && TryNumber(text[(colon + 1)..], out var epoch) ? new ChangeLog(text[..colon].ToString(), epoch) : null;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
