namespace Gateway.HttpCaching.Store;

/// <summary>Nodes of one segment in order, linked through themselves. Not safe for concurrent use.</summary>
internal sealed class NodeQueue(Segment segment)
{
    public PolicyNode? First { get; private set; }

    public PolicyNode? Last { get; private set; }

    public long Bytes { get; private set; }

    public int Count { get; private set; }

    public void Append(PolicyNode node)
    {
        node.Segment = segment;
        node.Previous = Last;
        node.Next = null;
        if (Last is null)
            First = node;
        else
            Last.Next = node;
        Last = node;
        Bytes += node.Weight;
        Count++;
    }

    public void Remove(PolicyNode node)
    {
        if (node.Previous is null)
            First = node.Next;
        else
            node.Previous.Next = node.Next;
        if (node.Next is null)
            Last = node.Previous;
        else
            node.Next.Previous = node.Previous;
        node.Previous = node.Next = null;
        node.Segment = Segment.None;
        Bytes -= node.Weight;
        Count--;
    }

    public void Reweigh(PolicyNode node, long weight)
    {
        Bytes += weight - node.Weight;
        node.Weight = weight;
    }

    public void Clear()
    {
        for (var node = First; node is not null;)
        {
            var next = node.Next;
            node.Previous = node.Next = null;
            node.Segment = Segment.None;
            node = next;
        }

        First = Last = null;
        Bytes = Count = 0;
    }
}
