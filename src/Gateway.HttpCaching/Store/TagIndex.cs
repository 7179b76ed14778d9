using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Gateway.HttpCaching.Store;

/// <summary>
/// From a tag to the nodes that carry it, by links that lie in a list of the tag and in an array of the node: adding and
/// removing a node costs the number of its tags. Not safe for concurrent use.
/// </summary>
internal sealed class TagIndex<TNode>
    where TNode : class, ITagged<TNode>
{
    /// <summary>Bytes that a node pays for each of its tags.</summary>
    public const int BytesPerLink = Footprint.Object + 4 * Footprint.Reference + Footprint.Reference;

    // A slot of the dictionary, and a list.
    private const int BytesPerSlot = 28;
    private const int BytesPerList = Footprint.Object + 2 * Footprint.Reference + 8;

    private readonly Dictionary<string, TagList<TNode>> _lists = new(StringComparer.Ordinal);
    private long _names;

    /// <summary>Bytes taken beside what the nodes pay.</summary>
    public long Bytes => (long)BytesPerSlot * _lists.EnsureCapacity(0) + (long)BytesPerList * _lists.Count + _names;

    /// <summary>Tags in use.</summary>
    public int Count => _lists.Count;

    /// <summary>Gives a node other tags than it had.</summary>
    public void Set(TNode node, ImmutableArray<string> tags)
    {
        if (node.Links.Length == tags.Length && Same(node.Links, tags))
            return;

        // The new ones first: a tag that stays keeps its list.
        var links = tags.IsEmpty ? [] : new TagLink<TNode>[tags.Length];
        for (var i = 0; i < links.Length; i++)
            links[i] = Link(node, tags[i]);
        Remove(node);
        node.Links = links;
    }

    /// <summary>Takes a node out of all its lists.</summary>
    public void Remove(TNode node)
    {
        foreach (var link in node.Links)
            Unlink(link);
        node.Links = [];
    }

    /// <summary>The nodes that carry a tag.</summary>
    public List<TNode> Find(string tag)
    {
        var found = new List<TNode>();
        for (var link = _lists.GetValueOrDefault(tag)?.First; link is not null; link = link.Next)
            found.Add(link.Node);
        return found;
    }

    public void Clear()
    {
        _lists.Clear();
        _lists.TrimExcess();
        _names = 0;
    }

    private static bool Same(TagLink<TNode>[] links, ImmutableArray<string> tags)
    {
        for (var i = 0; i < links.Length; i++)
        {
            if (!string.Equals(links[i].List.Tag, tags[i], StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private TagLink<TNode> Link(TNode node, string tag)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_lists, tag, out _);
        if (list is null)
        {
            list = new TagList<TNode>(tag);
            _names += Footprint.Of(tag);
        }

        var link = new TagLink<TNode>(node, list) { Next = list.First };
        if (list.First is not null)
            list.First.Previous = link;
        list.First = link;
        return link;
    }

    private void Unlink(TagLink<TNode> link)
    {
        if (link.Previous is null)
            link.List.First = link.Next;
        else
            link.Previous.Next = link.Next;
        if (link.Next is not null)
            link.Next.Previous = link.Previous;
        if (link.List.First is not null)
            return;

        _lists.Remove(link.List.Tag);
        _names -= Footprint.Of(link.List.Tag);
        // Memory that was needed once is given back, so that it may hold bodies.
        if (_lists.EnsureCapacity(0) > 1_024 && _lists.Count < _lists.EnsureCapacity(0) / 4)
            _lists.TrimExcess(_lists.Count * 2);
    }
}

/// <summary>What can carry tags.</summary>
internal interface ITagged<TNode>
    where TNode : class, ITagged<TNode>
{
    TagLink<TNode>[] Links { get; set; }
}

/// <summary>The nodes of a tag.</summary>
internal sealed class TagList<TNode>(string tag)
    where TNode : class, ITagged<TNode>
{
    public string Tag { get; } = tag;

    public TagLink<TNode>? First { get; set; }
}

/// <summary>That a node carries a tag.</summary>
internal sealed class TagLink<TNode>(TNode node, TagList<TNode> list)
    where TNode : class, ITagged<TNode>
{
    public TNode Node { get; } = node;

    public TagList<TNode> List { get; } = list;

    public TagLink<TNode>? Previous { get; set; }

    public TagLink<TNode>? Next { get; set; }
}
