using System.Collections.Immutable;
using Gateway.HttpCaching.Fields;

namespace Gateway.HttpCaching.Ranges;

/// <summary>What a <c>Range</c> makes of a representation.</summary>
public enum RangeOutcome
{
    /// <summary>The whole (200).</summary>
    Whole,

    /// <summary>One range or several (206; several as <see cref="MultipartByteRanges"/>).</summary>
    Partial,

    /// <summary>None of them lies in the whole (416, with <see cref="ContentRange.Unsatisfied"/>).</summary>
    Unsatisfiable,
}

/// <summary>The ranges to send.</summary>
/// <param name="Outcome">In which way.</param>
/// <param name="Ranges">Which, in the client's order, each with the complete length.</param>
public readonly record struct RangeSelection(RangeOutcome Outcome, ImmutableArray<ContentRange> Ranges)
{
    /// <summary>The whole.</summary>
    public static RangeSelection Whole { get; } = new(RangeOutcome.Whole, []);

    /// <summary>
    /// Chooses (RFC 9110 §14.2). What cannot be satisfied is left out of several. Ranges that together ask for more bytes than
    /// there are get the whole: nobody needs them, and they multiply what an attacker makes the cache send (§17.15).
    /// </summary>
    /// <param name="range">The field.</param>
    /// <param name="length">Bytes of the whole.</param>
    public static RangeSelection Select(RangeField range, long length)
    {
        ArgumentNullException.ThrowIfNull(range);
        var chosen = ImmutableArray.CreateBuilder<ContentRange>(range.Ranges.Length);
        var total = 0L;
        foreach (var spec in range.Ranges)
        {
            if (spec.In(length) is not { } position)
                continue;
            chosen.Add(new ContentRange(position.First, position.Last, length));
            total += position.Last - position.First + 1;
            if (total > length)
                return Whole;
        }

        return chosen.Count == 0
            ? new RangeSelection(RangeOutcome.Unsatisfiable, [])
            : new RangeSelection(RangeOutcome.Partial, chosen.DrainToImmutable());
    }
}
