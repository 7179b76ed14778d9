using System.Text;

namespace Gateway.Syndication.Feeds;

/// <summary>What of an entry is the same in every document of a publication, worked out once.</summary>
internal sealed class PreparedEntry
{
    /// <summary>Bytes that a UTF-16 code unit of a summary takes at most: an ampersand that is escaped twice.</summary>
    public const int MaxSummaryCharacter = 9;

    private readonly FeedEntry entry;
    private readonly Publication publication;

    public PreparedEntry(FeedEntry entry, Publication publication)
    {
        this.entry = entry;
        this.publication = publication;
        Shown = ShownEntry.Of(entry, publication);
        SummaryLength = Escaped(entry.Summary, MaxSummaryCharacter - 1);
        ContentLength = Escaped(entry.ContentHtml, 4);
    }

    /// <summary>All that a document can say of the entry.</summary>
    public ShownEntry Shown { get; }

    /// <summary>Bytes of the summary in a document, at most.</summary>
    public long SummaryLength { get; }

    /// <summary>Bytes of the content in a document, at most.</summary>
    public long ContentLength { get; }

    /// <summary>About how many bytes of memory it takes beside the entry.</summary>
    public int Weight => 512 + (Shown.Content is { } content ? content.Xml.Length + content.Json.Length : 0);

    /// <summary>Whether it was made of this very entry: a changed copy of a record carries the fields of its original.</summary>
    public bool IsOf(FeedEntry asked, Publication by) => ReferenceEquals(entry, asked) && ReferenceEquals(publication, by);

    private static long Escaped(string text, int perSpecial) =>
        Encoding.UTF8.GetByteCount(text) + perSpecial * ((long)text.AsSpan().Count('<') + text.AsSpan().Count('&'));

    /// <summary>Holds a prepared entry inside of a record without being part of its value.</summary>
    internal struct Slot : IEquatable<Slot>
    {
        private PreparedEntry? kept;

        public readonly PreparedEntry? Kept => kept;

        // Two threads may both make one: they are alike.
        public PreparedEntry Of(FeedEntry entry, Publication publication)
        {
            var known = Volatile.Read(ref kept);
            if (known?.IsOf(entry, publication) is true)
                return known;
            var made = new PreparedEntry(entry, publication);
            Volatile.Write(ref kept, made);
            return made;
        }

        public readonly bool Equals(Slot other) => true;

        public readonly override bool Equals(object? obj) => obj is Slot;

        public readonly override int GetHashCode() => 0;
    }
}
