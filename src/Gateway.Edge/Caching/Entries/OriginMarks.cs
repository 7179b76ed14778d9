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
/// <param name="Source">Where the log of changes stood when it was built; null where it says nothing.</param>
/// <param name="Began">The edge's count of changes when the response was asked for.</param>
internal sealed record OriginMarks(ImmutableArray<string> Tags, long? Revision, SourcePosition? Source, long Began)
{
    /// <summary>What is known of the source's changes.</summary>
    public SourceState? State { get; init; }

    public long Weight => Footprint.Object + 48 + Footprint.Array + 8L * Tags.Length + Footprint.Of(Source?.Source) + 32;

    /// <summary>Reads them, before <see cref="Remove"/> takes them away.</summary>
    public static OriginMarks Read(IHeaderDictionary headers, ChangeLedger changes, long began)
    {
        var tags = headers[InternalFields.Tags];
        var names = tags.Count == 0
            ? []
            : HttpList.Split(tags).Distinct(StringComparer.Ordinal).ToImmutableArray();
        long? revision = headers[InternalFields.Revision] is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var position = headers[InternalFields.Source] is [{ } source] ? SourcePosition.Parse(source) : null;
        return new OriginMarks(names, revision, position, began) { State = position is null ? null : changes.Source(position.Source) };
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

    /// <summary>
    /// Whether its revision is the lower one. Only within an epoch: a store put back from a copy counts from there again.
    /// </summary>
    public bool IsOlderThan(OriginMarks other) =>
        Source?.Epoch == other.Source?.Epoch && string.Equals(Source?.Source, other.Source?.Source, StringComparison.Ordinal)
        && Revision is { } own && other.Revision is { } theirs && own < theirs;

    /// <summary>Those of an answer that brings nothing new but its own position: a 304 without tags keeps the old ones.</summary>
    public OriginMarks Freshened(OriginMarks newer) => newer with
    {
        Tags = newer.Tags.IsEmpty ? Tags : newer.Tags,
        Revision = newer.Revision ?? Revision,
        Source = newer.Source ?? Source,
        State = newer.State ?? State,
    };
}
