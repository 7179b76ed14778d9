namespace Gateway.Grains.Topics;

/// <summary>An entry of the index, in its stored form; never changes.</summary>
/// <remarks>
/// A commit reads and writes hundreds of entries to add one among them, and the caches hold them by the hundred thousand.
/// So an entry is two objects: the texts are read from the form where somebody asks for them, each time.
/// </remarks>
internal sealed class TopicEntry
{
    private readonly byte[] _form;

    /// <param name="slug">The article's slug.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="updated">UTC ticks.</param>
    /// <param name="articleRevision">The article's revision.</param>
    /// <param name="changedIn">The topic's revision that changed it last.</param>
    public TopicEntry(string slug, EntryPlace place, long updated, long articleRevision, long changedIn)
        : this(TopicEntryForm.Write(slug, place, updated, articleRevision, changedIn), (place.Published, updated, articleRevision, changedIn))
    {
    }

    private TopicEntry(byte[] form, (long Published, long Updated, long ArticleRevision, long ChangedIn) numbers)
    {
        _form = form;
        (Published, Updated, ArticleRevision, ChangedIn) = numbers;
    }

    public string Slug => TopicEntryForm.ReadTexts(_form).Slug;

    public string Id => TopicEntryForm.ReadTexts(_form).Id;

    /// <summary>Where it stands; see <see cref="ComparePlace"/>.</summary>
    public EntryPlace Place => new(Published, Id);

    /// <summary>UTC ticks; the instant of <see cref="Place"/>.</summary>
    public long Published { get; }

    /// <summary>UTC ticks.</summary>
    public long Updated { get; }

    /// <summary>The article's revision.</summary>
    public long ArticleRevision { get; }

    /// <summary>The topic's revision that changed it last.</summary>
    public long ChangedIn { get; }

    /// <summary>See <see cref="TopicEntryForm"/>.</summary>
    public ReadOnlySpan<byte> Form => _form;

    /// <summary>Compares its place with another, see <see cref="OldestFirst"/>, without making it.</summary>
    public int ComparePlace(EntryPlace other)
    {
        var byInstant = Published.CompareTo(other.Published);
        return byInstant != 0 ? byInstant : -TopicEntryForm.CompareId(_form, other.Id);
    }

    /// <summary>The entry of a stored form, which it keeps.</summary>
    /// <exception cref="InvalidDataException">It is no such form, or of one that this gateway does not know.</exception>
    public static TopicEntry Of(byte[] form) => new(form, TopicEntryForm.ReadNumbers(form));
}
