using System.Globalization;
using System.Text;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Publishing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Origin.Changes;

/// <summary>
/// What changes of articles changed, each key once with its number on the silo that hosts it:
/// <c>article:a;s=7;drop, topic:latest;s=8;at=other:5</c>. Where that would be too long, any key of each silo: <c>*;s=9</c>.
/// </summary>
/// <param name="journal">Of the silo that answers; of others is said whose numbers they are.</param>
/// <param name="limit">Characters at most.</param>
internal sealed class ChangedKeys(IChangeJournal journal, int limit)
{
    private readonly Dictionary<Place, Number> keys = [];

    private readonly record struct Place(string Key, string Silo, long Epoch);

    private readonly record struct Number(long Sequence, bool IsRetraction);

    public bool IsEmpty => keys.Count == 0;

    /// <summary>Adds the keys of a change that went well.</summary>
    public void Add(ChangeOutcome outcome)
    {
        var isRetraction = outcome.Status == StatusCodes.Status204NoContent;
        foreach (var reported in outcome.Reported)
        {
            foreach (var change in reported.Changes)
            {
                var place = new Place(change.Key, reported.Silo, reported.Epoch);
                var known = keys.GetValueOrDefault(place);
                keys[place] = new Number(Math.Max(known.Sequence, change.Sequence), known.IsRetraction || isRetraction);
            }
        }
    }

    public void Clear() => keys.Clear();

    /// <summary>All of them.</summary>
    public override string ToString()
    {
        var own = journal.Position;
        var text = new StringBuilder(64 * keys.Count);
        foreach (var (place, number) in keys)
        {
            Append(text, place, number, own);
            if (text.Length > limit)
                return Any(own);
        }

        return text.ToString();
    }

    private string Any(ChangePosition own)
    {
        var text = new StringBuilder();
        foreach (var silo in keys.GroupBy(k => (k.Key.Silo, k.Key.Epoch)))
            Append(text, new Place(ChangeKey.Any, silo.Key.Silo, silo.Key.Epoch), new Number(silo.Max(k => k.Value.Sequence), IsRetraction: false), own);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Place place, Number number, ChangePosition own)
    {
        text.Append(text.Length == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"{place.Key};s={number.Sequence}");
        if (number.IsRetraction)
            text.Append(";drop");
        if (place.Epoch != own.Epoch || !string.Equals(place.Silo, own.Silo, StringComparison.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $";at={place.Silo}:{place.Epoch}");
    }
}
