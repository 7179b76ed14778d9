using System.Collections.Immutable;
using System.Globalization;
using Gateway.Edge.Caching.Changes;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Store;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Caching.Entries;

/// <summary>
/// What the gateway's own origin says to the edge alone, in fields that no client sees and no client may send:
/// <c>Gateway-Tags</c>, <c>Gateway-Revision</c>, <c>Gateway-Source</c>.
/// </summary>
/// <param name="Tags">What the response shows, percent-encoded, each once.</param>
/// <param name="Revision">Its revision; null where it has none.</param>
/// <param name="Sources">Where the logs of changes of what it shows stood when it was built; none where it says nothing.</param>
/// <param name="Began">The edge's count of changes when the response was asked for.</param>
internal sealed record OriginMarks(ImmutableArray<string> Tags, long? Revision, ImmutableArray<MarkedSource> Sources, long Began)
{
    public long Weight => Footprint.Object + 48 + 2 * Footprint.Array + 8L * Tags.Length + Sources.Sum(s => s.Weight);

    /// <summary>Whether whatever changes it is told. Of what shows something and does not say whose it is nobody tells.</summary>
    public bool IsCovered
    {
        get
        {
            foreach (var source in Sources)
            {
                if (!source.State.Covers(source.Position, Began))
                    return false;
            }

            return !Sources.IsEmpty || Tags.IsEmpty;
        }
    }

    /// <summary>Whether something that it shows may have changed untold, though its silo can be heard.</summary>
    public bool MayBeOld
    {
        get
        {
            foreach (var source in Sources)
            {
                if (source.State.IsOpen && !source.State.Covers(source.Position, Began))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Reads them, before <see cref="Remove"/> takes them away.</summary>
    public static OriginMarks Read(IHeaderDictionary headers, ChangeLedger changes, long began)
    {
        var tags = headers[InternalFields.Tags];
        var names = tags.Count == 0
            ? []
            : HttpList.Split(tags).Distinct(StringComparer.Ordinal).ToImmutableArray();
        long? revision = headers[InternalFields.Revision] is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return new OriginMarks(names, revision, ReadSources(headers, changes), began);
    }

    /// <summary>Takes all internal fields away.</summary>
    public static void Remove(IHeaderDictionary headers)
    {
        List<string>? found = null;
        foreach (var (name, _) in headers)
        {
            if (InternalFields.Contains(name))
                (found ??= []).Add(name);
        }

        foreach (var name in found ?? [])
            headers.Remove(name);
    }

    /// <summary>Whether it was built when a change was known.</summary>
    public bool Includes(SourcePosition change)
    {
        foreach (var source in Sources)
        {
            if (source.Position.Includes(change))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether its revision is the lower one. Only while the silo of the other is the one that it was: a store put back from a
    /// copy, which takes a start, counts from there again.
    /// </summary>
    public bool IsOlderThan(OriginMarks other) =>
        Revision is { } own && other.Revision is { } theirs && own < theirs
        && other.Sources is [{ Position: var position, State: var state }, ..]
        && (state.IsOpenAt(position.Epoch) || Sources is [{ Position: var mine }, ..] && mine.IsSameLog(position));

    /// <summary>Those of an answer that brings nothing new but its own position: a 304 without tags keeps the old ones.</summary>
    public OriginMarks Freshened(OriginMarks newer) => newer with
    {
        Tags = newer.Tags.IsEmpty ? Tags : newer.Tags,
        Revision = newer.Revision ?? Revision,
        Sources = newer.Sources.IsEmpty ? Sources : newer.Sources,
    };

    private static ImmutableArray<MarkedSource> ReadSources(IHeaderDictionary headers, ChangeLedger changes)
    {
        if (headers[InternalFields.Source] is not [{ } text])
            return [];
        if (!text.Contains(',', StringComparison.Ordinal))
            return SourcePosition.Parse(text) is { } only ? [new MarkedSource(only, changes.Source(only.Source))] : [];

        var sources = ImmutableArray.CreateBuilder<MarkedSource>();
        foreach (var member in HttpList.Split(text))
        {
            if (SourcePosition.Parse(member) is not { } position)
                return [];
            sources.Add(new MarkedSource(position, changes.Source(position.Source)));
        }

        return sources.DrainToImmutable();
    }
}

/// <summary>Where a silo's log of changes stood, and what is known of that log now.</summary>
internal readonly record struct MarkedSource(SourcePosition Position, SourceState State)
{
    public long Weight => 2L * Footprint.Reference + Footprint.Object + Footprint.Of(Position.Source) + 24;
}
