using Gateway.Syndication.Upstream.Markup;

namespace Gateway.Syndication.Upstream;

/// <summary>What a feed says of itself, as it is read.</summary>
internal sealed class FeedParts(MarkupReader reader, ElementBase addresses, UpstreamLimits limits)
{
    private readonly ElementValues _values = new(reader, addresses, limits);
    private readonly List<UpstreamPerson> _authors = [];
    private readonly SchedulePart _schedule = new();
    private string? _title, _description, _homePage, _self, _language, _image;
    private DateTimeOffset? _updated;

    public IReadOnlyList<UpstreamPerson> Authors => _authors;

    public string? Language => _language;

    /// <summary>Takes the element at whose start the reader is, to its end.</summary>
    public void Take()
    {
        switch (reader.Vocabulary)
        {
            case Vocabulary.Rss or Vocabulary.Atom:
                TakeOwn();
                return;
            case Vocabulary.DublinCore or Vocabulary.DublinCoreTerms:
                TakeDublinCore();
                return;
            case Vocabulary.Syndication:
                _schedule.TakeModule(reader.Name.Local, _values.Text());
                return;
            case Vocabulary.Itunes when reader.Name.Local is "image":
                _image ??= _values.Address("href");
                break;
            case Vocabulary.Itunes when reader.Name.Local is "author":
                Add(_values.Person());
                return;
            case Vocabulary.Itunes when reader.Name.Local is "summary" or "subtitle":
                _description ??= _values.Line();
                return;
        }

        _values.Skip();
    }

    public UpstreamFeed Build(UpstreamFormat format, List<UpstreamItem> items) => new()
    {
        Format = format,
        Title = _title,
        Description = _description,
        HomePage = _homePage,
        Self = _self,
        Language = _language ?? addresses.Language,
        Updated = _updated,
        Image = _image,
        Authors = [.. _authors],
        Schedule = _schedule.Build(),
        Items = [.. items],
    };

    private void TakeOwn()
    {
        switch (reader.Name.Local)
        {
            case "title":
                _title ??= _values.Line();
                return;
            case "description" or "subtitle" or "tagline":
                _description = _values.Line() ?? _description;
                return;
            case "link":
                TakeLink();
                return;
            case "language":
                _language ??= _values.Text();
                return;
            case "updated" or "modified" or "lastbuilddate" or "pubdate":
                var date = _values.Date();
                _updated = date > _updated || _updated is null ? date ?? _updated : _updated;
                return;
            case "author" or "managingeditor":
                Add(_values.Person());
                return;
            case "image":
                TakeImage();
                return;
            case "logo" or "icon":
                _image ??= _values.Address();
                return;
            case "ttl":
                _schedule.TakeMinutes(_values.Text());
                return;
            case "skiphours" or "skipdays":
                TakeSkipped(reader.Depth);
                return;
            default:
                _values.Skip();
                return;
        }
    }

    private void TakeDublinCore()
    {
        switch (reader.Name.Local)
        {
            case "title":
                _title ??= _values.Line();
                return;
            case "description":
                _description ??= _values.Line();
                return;
            case "language":
                _language ??= _values.Text();
                return;
            case "creator":
                Add(_values.Person());
                return;
            case "date" or "modified":
                _updated ??= _values.Date();
                return;
            default:
                _values.Skip();
                return;
        }
    }

    private void TakeLink()
    {
        if (reader.Attribute("href") is null)
        {
            _homePage ??= _values.Address();
            return;
        }

        var address = _values.Address("href");
        switch (reader.Attribute("rel")?.Trim().ToLowerInvariant())
        {
            case null or "" or "alternate":
                _homePage ??= address;
                break;
            case "self":
                _self ??= address;
                break;
        }

        _values.Skip();
    }

    // RSS: url, title and link of it; in RSS 1.0 also a mere reference to it.
    private void TakeImage()
    {
        var depth = reader.Depth;
        while (reader.Read() && (reader.Kind != MarkupKind.End || reader.Depth >= depth))
        {
            if (reader.Kind == MarkupKind.Start && reader.Name.Local is "url")
                _image ??= _values.Address();
        }
    }

    private void TakeSkipped(int depth)
    {
        while (reader.Read() && (reader.Kind != MarkupKind.End || reader.Depth >= depth))
        {
            if (reader.Kind == MarkupKind.Start && reader.Name.Local is "hour" or "day")
                _schedule.TakeSkipped(_values.Text());
        }
    }

    private void Add(UpstreamPerson? author)
    {
        if (author is not null && _authors.Count < limits.Parts && !_authors.Contains(author))
            _authors.Add(author);
    }
}
