using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Gateway.Syndication.Upstream.Markup;

/// <summary>What a reader is at.</summary>
internal enum MarkupKind
{
    Start,
    End,
    Text,
    Done,
}

/// <summary>An attribute as written, its value decoded.</summary>
/// <param name="Name">With its prefix.</param>
/// <param name="Value">The text that is meant.</param>
internal readonly record struct MarkupAttribute(string Name, string Value);

/// <summary>
/// Reads what means to be XML, forward only. Whatever the text, what comes out is a tree: an end closes what was left open within
/// it, an end of nothing is passed over, and what is open at the end of the text is closed there. Document types are passed over
/// unread, so there is nothing to be resolved, and nothing to grow.
/// </summary>
/// <remarks>Time and memory are in proportion to the text's length, but for elements deeper than <see cref="MaximumDepth"/>, whose tags are passed over.</remarks>
internal sealed class MarkupReader(string text)
{
    /// <summary>Deeper elements count as their text.</summary>
    public const int MaximumDepth = 200;

    /// <summary>Elements of HTML that have no end, as far as no feed has one of the same name.</summary>
    public static readonly FrozenSet<string> HtmlVoid = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "area", "br", "col", "embed", "hr", "img", "input", "param", "track", "wbr");

    private readonly List<Element> _open = [];
    private readonly List<MarkupAttribute> _attributes = [];
    private readonly NamespaceScope _namespaces = new();
    private readonly Dictionary<string, MarkupName> _names = new(StringComparer.Ordinal);
    private int _at;
    private int _toClose;
    private bool _hasEndless;

    public MarkupKind Kind { get; private set; }

    /// <summary>The element's, at its start and its end.</summary>
    public MarkupName Name { get; private set; }

    public Vocabulary Vocabulary { get; private set; }

    /// <summary>At a text: what it means.</summary>
    public string Text { get; private set; } = "";

    /// <summary>How many elements are open, at a start the one that starts among them, at an end without it.</summary>
    public int Depth => _open.Count;

    /// <summary>The element's, at its start.</summary>
    public ReadOnlySpan<MarkupAttribute> Attributes => CollectionsMarshal.AsSpan(_attributes);

    /// <summary>The value of an attribute of no namespace; null where the element has none.</summary>
    public string? Attribute(string name)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return attribute.Value;
        }

        return null;
    }

    /// <summary>Goes on to the next start, end or text.</summary>
    /// <returns>False at the end of the text, once all is closed.</returns>
    public bool Read()
    {
        while (true)
        {
            if (_toClose > 0)
                return Close();
            if (_at >= text.Length)
            {
                if (_open.Count == 0)
                {
                    Kind = MarkupKind.Done;
                    return false;
                }

                _toClose = _open.Count;
                continue;
            }

            if (text[_at] == '<' ? ReadTag() : ReadText(_at))
                return true;
        }
    }

    private bool Close()
    {
        _toClose--;
        var element = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _namespaces.Leave(_open.Count);
        (Kind, Name, Vocabulary) = (MarkupKind.End, element.Name, element.Vocabulary);
        return true;
    }

    private bool ReadText(int from)
    {
        // A "<" that begins no tag is one that was not escaped.
        var end = text.AsSpan(from + 1).IndexOf('<');
        _at = end < 0 ? text.Length : from + 1 + end;
        (Kind, Text) = (MarkupKind.Text, CharacterReferences.Decode(text.AsSpan(from, _at - from)));
        return true;
    }

    private bool ReadTag()
    {
        var rest = text.AsSpan(_at);
        if (rest.StartsWith("<![CDATA["))
            return ReadSection(rest["<![CDATA[".Length..]);
        // Cut off within its beginning.
        if ("<![CDATA[".AsSpan().StartsWith(rest) && rest.Length > 2)
            return End();
        if (rest.StartsWith("<!--"))
            return Skip(rest, "-->", 4);
        if (rest.StartsWith("<?"))
            return Skip(rest, "?>", 2);
        if (rest.StartsWith("<!"))
            return SkipDocumentType(rest);
        if (rest.StartsWith("</"))
            return ReadEnd(rest);
        return rest.Length > 1 && IsNameStart(rest[1]) ? ReadStart() : ReadText(_at);
    }

    private bool ReadSection(ReadOnlySpan<char> content)
    {
        var end = content.IndexOf("]]>");
        (Kind, Text) = (MarkupKind.Text, Syndication.Text.XmlText.Clean((end < 0 ? content : content[..end]).ToString()));
        _at = end < 0 ? text.Length : text.Length - content.Length + end + 3;
        return Text.Length > 0;
    }

    private bool End()
    {
        _at = text.Length;
        return false;
    }

    private bool Skip(ReadOnlySpan<char> rest, string end, int from)
    {
        // One that never ends is no comment: what stands behind its beginning is read. To look for the end of one is to look
        // through all of the text, so it is done once.
        var length = _hasEndless ? -1 : rest[from..].IndexOf(end);
        _hasEndless |= length < 0;
        _at += length < 0 ? from : from + length + end.Length;
        return false;
    }

    // With its internal subset, in which ">" may stand between quotation marks.
    private bool SkipDocumentType(ReadOnlySpan<char> rest)
    {
        var (subset, quote, at) = (0, '\0', 2);
        for (; !_hasEndless && at < rest.Length && (rest[at] != '>' || subset > 0 || quote != '\0'); at++)
        {
            if (quote != '\0')
                quote = rest[at] == quote ? '\0' : quote;
            else if (rest[at] is '"' || (rest[at] is '\'' && subset > 0))
                quote = rest[at];
            else if (rest[at] == '[')
                subset++;
            else if (rest[at] == ']')
                subset--;
        }

        _hasEndless |= at >= rest.Length;
        _at += _hasEndless ? 2 : at + 1;
        return false;
    }

    private bool ReadEnd(ReadOnlySpan<char> rest)
    {
        // "</a <b>" lacks its end; what comes is a tag of its own.
        var length = rest[2..].IndexOfAny('<', '>');
        var name = (length < 0 ? rest[2..] : rest.Slice(2, length)).Trim();
        _at = length < 0 ? text.Length : _at + 2 + length + (rest[2 + length] == '>' ? 1 : 0);
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (name.Equals(_open[i].Name.Qualified, StringComparison.Ordinal))
            {
                _toClose = _open.Count - i;
                return false;
            }
        }

        return false;
    }

    private bool ReadStart()
    {
        var tag = new TagReader(text, _at + 1);
        var name = NameOf(tag.ReadName());
        _attributes.Clear();
        var isEmpty = tag.ReadAttributes(_attributes) || HtmlVoid.Contains(name.Qualified);
        _at = tag.At;
        if (_open.Count >= MaximumDepth)
            return false;
        _namespaces.Enter(_open.Count, _attributes);
        _open.Add(new Element(name, _namespaces.Resolve(name.Prefix)));
        (Kind, Name, Vocabulary) = (MarkupKind.Start, name, _open[^1].Vocabulary);
        _toClose = isEmpty ? 1 : 0;
        return true;
    }

    private MarkupName NameOf(ReadOnlySpan<char> qualified)
    {
        var known = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(qualified, out var name))
            return name;
        name = MarkupName.Of(qualified.ToString());
        // Names that are made up by the thousand are not worth keeping.
        if (_names.Count < 1_000)
            _names[name.Qualified] = name;
        return name;
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or ':';

    private readonly record struct Element(MarkupName Name, Vocabulary Vocabulary);
}
