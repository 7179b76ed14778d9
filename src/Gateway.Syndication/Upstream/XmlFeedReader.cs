using Gateway.Syndication.Upstream.Markup;

namespace Gateway.Syndication.Upstream;

/// <summary>
/// Feeds in XML. One reader for all of them: their elements' names differ where their meanings do, and what is found in the wild
/// mixes them (Atom's links in RSS, Dublin Core everywhere).
/// </summary>
internal sealed class XmlFeedReader
{
    private readonly MarkupReader _reader;
    private readonly UpstreamLimits _limits;
    private readonly ElementBase _base;
    private readonly FeedParts _feed;

    public XmlFeedReader(MarkupReader reader, Uri address, UpstreamLimits limits)
    {
        (_reader, _limits) = (reader, limits);
        _base = new ElementBase(address, limits.Text);
        _feed = new FeedParts(reader, _base, limits);
    }

    /// <summary>Reads the whole document; null where it is no feed.</summary>
    public UpstreamFeed? Read()
    {
        UpstreamFormat? format = null;
        var items = new List<UpstreamItem>();
        while (_reader.Read())
        {
            if (_reader.Kind == MarkupKind.End)
                _base.Leave(_reader.Depth);
            if (_reader.Kind != MarkupKind.Start)
                continue;
            _base.Enter(_reader);
            format ??= FormatOf(_reader);
            // What is no feed by its first element may be a page of HTML around one.
            if (format is null || IsContainer(_reader))
                continue;
            if (_reader.Name.Local is "item" or "entry" && _reader.Vocabulary is Vocabulary.Rss or Vocabulary.Atom)
                ReadItem(items);
            else
                _feed.Take();
            _base.Leave(_reader.Depth);
        }

        return format is { } found ? _feed.Build(found, items) : null;
    }

    private void ReadItem(List<UpstreamItem> items)
    {
        var item = new ItemParts(_reader, _base, _limits);
        item.Read();
        if (items.Count < _limits.Items && item.Build(_feed) is { } built)
            items.Add(built);
    }

    private static UpstreamFormat? FormatOf(MarkupReader reader) => (reader.Vocabulary, reader.Name.Local) switch
    {
        (_, "rss") => UpstreamFormat.Rss,
        (Vocabulary.Rdf or Vocabulary.Rss, "rdf") => UpstreamFormat.Rdf,
        (Vocabulary.Atom or Vocabulary.Rss, "feed") => UpstreamFormat.Atom,
        (Vocabulary.Rss, "channel") => UpstreamFormat.Rss,
        _ => null,
    };

    private static bool IsContainer(MarkupReader reader) => reader.Name.Local is "rss" or "rdf" or "feed" or "channel" or "items";
}
