using System.Globalization;
using Gateway.Syndication.Upstream.Markup;

namespace Gateway.Syndication.Upstream;

/// <summary>An item, as it is read.</summary>
internal sealed class ItemParts(MarkupReader reader, ElementBase addresses, UpstreamLimits limits)
{
    private readonly ElementValues _values = new(reader, addresses, limits);
    private readonly List<UpstreamPerson> _authors = [], _sourceAuthors = [];
    private readonly List<string> _categories = [];
    private readonly List<UpstreamEnclosure> _enclosures = [];
    private string? _id, _link, _original, _permalink, _title, _encoded, _content, _summary, _language, _image, _mediaTitle, _mediaText;
    private DateTimeOffset? _published, _updated, _date;
    private Uri? _contentBase;

    /// <summary>Reads the item to its end.</summary>
    public void Read()
    {
        _id = PlainTitle.OfText(reader.Attribute("rdf:about"), limits.Text);
        ReadWithin(reader.Depth);
    }

    /// <summary>The item; null where nothing was found in it.</summary>
    public UpstreamItem? Build(FeedParts feed)
    {
        var content = _encoded ?? _content;
        var link = _original ?? _link ?? _permalink;
        if (content is null && _summary is null && _title is null && _mediaTitle is null && link is null && _enclosures.Count == 0)
            return null;
        var authors = _authors.Count > 0 ? _authors : _sourceAuthors.Count > 0 ? _sourceAuthors : feed.Authors;
        return new UpstreamItem
        {
            Id = _id,
            Link = link,
            Title = _title ?? _mediaTitle,
            Content = content ?? _summary ?? _mediaText,
            Summary = content is null ? null : _summary,
            Base = _contentBase ?? addresses.Address,
            Published = _published ?? _date ?? _updated,
            Updated = _updated ?? _date ?? _published,
            Language = _language ?? addresses.Language ?? feed.Language,
            Image = _image,
            Authors = [.. authors],
            Categories = [.. _categories],
            Enclosures = [.. _enclosures],
        };
    }

    private void ReadWithin(int depth)
    {
        while (reader.Read() && (reader.Kind != MarkupKind.End || reader.Depth >= depth))
        {
            if (reader.Kind != MarkupKind.Start)
                continue;
            addresses.Enter(reader);
            Take();
            addresses.Leave(reader.Depth);
        }
    }

    private void Take()
    {
        switch (reader.Vocabulary)
        {
            case Vocabulary.Rss or Vocabulary.Atom:
                TakeOwn();
                break;
            case Vocabulary.DublinCore or Vocabulary.DublinCoreTerms:
                TakeDublinCore();
                break;
            case Vocabulary.Media:
                TakeMedia();
                break;
            case Vocabulary.Itunes:
                TakeItunes();
                break;
            case Vocabulary.Content when reader.Name.Local is "encoded":
                (_contentBase, _encoded) = (addresses.Address, _values.Html() ?? _encoded);
                break;
            case Vocabulary.Xhtml when reader.Name.Local is "body" or "div":
                (_contentBase, _content) = (addresses.Address, _values.Html() ?? _content);
                break;
            case Vocabulary.FeedBurner when reader.Name.Local is "origlink":
                _original ??= _values.Address();
                break;
            default:
                _values.Skip();
                break;
        }
    }

    private void TakeOwn()
    {
        switch (reader.Name.Local)
        {
            case "title":
                _title ??= _values.Line();
                break;
            case "link":
                TakeLink();
                break;
            case "guid":
                TakeGuid();
                break;
            case "id":
                _id = _values.Text() ?? _id;
                break;
            case "description" or "summary" or "abstract":
                _contentBase ??= addresses.Address;
                _summary ??= _values.Html();
                break;
            case "content" or "fullitem":
                TakeContent();
                break;
            case "pubdate" or "published" or "issued":
                _published ??= _values.Date();
                break;
            case "updated" or "modified":
                _updated ??= _values.Date();
                break;
            case "created":
                _date ??= _values.Date();
                break;
            case "author":
                Add(_authors, _values.Person());
                break;
            case "category":
                TakeCategory();
                break;
            case "enclosure":
                Add(_values.Address("url"), reader.Attribute("type"), reader.Attribute("length"));
                _values.Skip();
                break;
            case "source":
                TakeSource(reader.Depth);
                break;
            default:
                _values.Skip();
                break;
        }
    }

    private void TakeDublinCore()
    {
        switch (reader.Name.Local)
        {
            case "title":
                _title ??= _values.Line();
                break;
            case "creator":
                Add(_authors, _values.Person());
                break;
            case "subject":
                Add(_categories, _values.Line());
                break;
            case "date" or "created":
                _date ??= _values.Date();
                break;
            case "issued" or "available":
                _published ??= _values.Date();
                break;
            case "modified":
                _updated ??= _values.Date();
                break;
            case "description" or "abstract":
                _summary ??= _values.Html();
                break;
            case "language":
                _language ??= _values.Text();
                break;
            case "identifier":
                _id ??= _values.Text();
                break;
            default:
                _values.Skip();
                break;
        }
    }

    // Media RSS: a group holds the same content in several forms.
    private void TakeMedia()
    {
        switch (reader.Name.Local)
        {
            case "group":
                ReadWithin(reader.Depth);
                break;
            case "content":
                var (type, medium) = (reader.Attribute("type"), reader.Attribute("medium"));
                var address = _values.Address("url");
                if (medium is "image" || type?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true)
                    _image ??= address;
                else
                    Add(address, type, reader.Attribute("fileSize"));
                // Titles and thumbnails stand within, too.
                ReadWithin(reader.Depth);
                break;
            case "thumbnail":
                _image ??= _values.Address("url");
                _values.Skip();
                break;
            case "title":
                _mediaTitle ??= _values.Line();
                break;
            case "description":
                _mediaText ??= _values.TextOrHtml();
                break;
            default:
                _values.Skip();
                break;
        }
    }

    private void TakeItunes()
    {
        switch (reader.Name.Local)
        {
            case "image":
                _image ??= _values.Address("href");
                _values.Skip();
                break;
            case "author" when _authors.Count == 0:
                Add(_authors, _values.Person());
                break;
            case "title":
                _mediaTitle ??= _values.Line();
                break;
            case "summary":
                _mediaText ??= _values.Html();
                break;
            default:
                _values.Skip();
                break;
        }
    }

    private void TakeLink()
    {
        if (reader.Attribute("href") is null)
        {
            _link ??= _values.Address();
            return;
        }

        var address = _values.Address("href");
        switch (reader.Attribute("rel")?.Trim().ToLowerInvariant())
        {
            case null or "" or "alternate":
                _link ??= address;
                break;
            case "enclosure":
                Add(address, reader.Attribute("type"), reader.Attribute("length"));
                break;
        }

        _values.Skip();
    }

    // An address, unless it says that it is none (RSS 2.0).
    private void TakeGuid()
    {
        var isAddress = reader.Attribute("isPermaLink")?.Trim().Equals("false", StringComparison.OrdinalIgnoreCase) != true;
        _id = _values.Text() ?? _id;
        if (isAddress && _id is not null && Uri.TryCreate(_id, UriKind.Absolute, out _))
            _permalink = UpstreamAddress.Of(_id, addresses.Address, limits.Text);
    }

    private void TakeContent()
    {
        // Of content elsewhere its address is known (RFC 4287 §4.1.3.2).
        _link ??= reader.Attribute("src") is null ? null : _values.Address("src");
        (_contentBase, _content) = (addresses.Address, _values.Html() ?? _content);
    }

    private void TakeCategory()
    {
        var named = PlainTitle.OfText(reader.Attribute("label"), limits.Text) ?? PlainTitle.OfText(reader.Attribute("term"), limits.Text);
        var line = _values.Line();
        Add(_categories, named ?? line);
    }

    // Of the feed that an entry was copied from: nothing of it is the entry's, but its authors where that has none (RFC 4287 §4.2.1).
    private void TakeSource(int depth)
    {
        while (reader.Read() && (reader.Kind != MarkupKind.End || reader.Depth >= depth))
        {
            if (reader.Kind != MarkupKind.Start)
                continue;
            if (reader.Name.Local is "author")
                Add(_sourceAuthors, _values.Person());
            else
                _values.Skip();
        }
    }

    private void Add<T>(List<T> to, T? value)
        where T : class
    {
        if (value is not null && to.Count < limits.Parts && !to.Contains(value))
            to.Add(value);
    }

    private void Add(string? address, string? type, string? length)
    {
        if (address is null || _enclosures.Exists(e => string.Equals(e.Address, address, StringComparison.Ordinal)))
            return;
        var bytes = long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed : (long?)null;
        Add(_enclosures, new UpstreamEnclosure(address, PlainTitle.OfText(type, limits.Text), bytes));
    }
}
