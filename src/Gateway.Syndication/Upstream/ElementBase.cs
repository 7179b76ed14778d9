using Gateway.Syndication.Upstream.Markup;

namespace Gateway.Syndication.Upstream;

/// <summary>What addresses are relative to, and the language, where the reader is (XML Base §4; XML 1.0 §2.12).</summary>
internal sealed class ElementBase(Uri address, int limit)
{
    private readonly List<(int Depth, Uri? Base, string? Language)> _set = [];

    /// <summary>The base of the innermost element that has one; the document's address where none has.</summary>
    public Uri Address => _set.FindLast(s => s.Base is not null).Base ?? address;

    /// <summary>The language of the innermost element that has one.</summary>
    public string? Language => _set.FindLast(s => s.Language is not null).Language;

    /// <summary>Takes what the element says at whose start the reader is.</summary>
    public void Enter(MarkupReader reader)
    {
        if (reader.Attributes.IsEmpty)
            return;
        var (own, language) = (reader.Attribute("xml:base"), reader.Attribute("xml:lang"));
        if (own is not null || language is not null)
            _set.Add((reader.Depth, UpstreamAddress.Resolve(own, Address, limit), PlainTitle.OfText(language, 100)));
    }

    /// <summary>Forgets what elements deeper than this said.</summary>
    public void Leave(int depth)
    {
        while (_set.Count > 0 && _set[^1].Depth > depth)
            _set.RemoveAt(_set.Count - 1);
    }
}
