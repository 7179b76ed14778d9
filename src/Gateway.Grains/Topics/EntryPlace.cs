using Gateway.Contracts.Topics;
using Gateway.Grains.Index;

namespace Gateway.Grains.Topics;

/// <summary>Where an entry stands in its topic; never changes.</summary>
/// <param name="Published">UTC ticks.</param>
/// <param name="Id">The article's id.</param>
[GenerateSerializer, Immutable, Alias("gateway.EntryPlace")]
internal sealed record EntryPlace([property: Id(0)] long Published, [property: Id(1)] string Id)
{
    // Of an id of a hundred characters it costs more than the rest of finding a place in a table; 0 until it is known.
    [NonSerialized]
    private int _hashCode;

    public bool Equals(EntryPlace? other) => other is not null && Published == other.Published && string.Equals(Id, other.Id, StringComparison.Ordinal);

    public override int GetHashCode() => _hashCode != 0 ? _hashCode : _hashCode = HashCode.Combine(Published, string.GetHashCode(Id, StringComparison.Ordinal)) | 1;

    public static EntryPlace Of(EntryReference entry) => new(entry.Published.UtcTicks, entry.Id);
}

/// <summary>
/// Oldest first, so that what arrives in order arrives at the end: by instant, and of one instant the ids descending.
/// Read backwards this is the order of the feeds: newest first, ids ascending.
/// </summary>
internal sealed class OldestFirst : IIndexOrder<EntryPlace, TopicEntry>
{
    public static OldestFirst Instance { get; } = new();

    /// <inheritdoc />
    public EntryPlace KeyOf(TopicEntry entry) => entry.Place;

    /// <inheritdoc />
    public int CompareEntry(TopicEntry entry, EntryPlace key) => entry.ComparePlace(key);

    /// <inheritdoc />
    public int Compare(EntryPlace? x, EntryPlace? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var byInstant = x.Published.CompareTo(y.Published);
        return byInstant != 0 ? byInstant : string.CompareOrdinal(y.Id, x.Id);
    }
}
