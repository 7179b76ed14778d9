namespace Gateway.HttpCaching.Codings.Parts;

/// <summary>
/// Parts of documents as they were deflated, for the next document with the same bytes in it. Bounded in bytes: what was
/// used longest ago leaves first. What it holds decides how long an encoding takes, never its bytes. Safe for concurrent use.
/// </summary>
/// <param name="capacity">Bytes at most, the room for finding them included; 0 keeps nothing.</param>
public sealed class DeflatedParts(long capacity)
{
    // Of the entry, its node, its place in the table, and the array's head.
    private const int Overhead = 220;

    private readonly Lock gate = new();
    private readonly Dictionary<PartKey, LinkedListNode<Part>> parts = [];
    private readonly LinkedList<Part> byUse = new();
    private long bytes;

    /// <summary>Bytes held.</summary>
    public long Bytes
    {
        get
        {
            lock (gate)
                return bytes;
        }
    }

    /// <summary>The part as it was deflated before; null where it is not here.</summary>
    internal byte[]? Find(PartKey key)
    {
        lock (gate)
        {
            if (!parts.TryGetValue(key, out var node))
                return null;

            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Deflated;
        }
    }

    /// <summary>Keeps a part; the array belongs to all from now on.</summary>
    internal void Keep(PartKey key, byte[] deflated)
    {
        var part = new Part(key, deflated);
        if (Size(part) > capacity)
            return;
        lock (gate)
        {
            // Two documents had the same part at the same time.
            if (parts.ContainsKey(key))
                return;

            parts.Add(key, byUse.AddFirst(part));
            bytes += Size(part);
            while (bytes > capacity && byUse.Last is { Value: var last })
            {
                byUse.RemoveLast();
                parts.Remove(last.Key);
                bytes -= Size(last);
            }
        }
    }

    private static long Size(Part part) => part.Deflated.Length + Overhead;

    private readonly record struct Part(PartKey Key, byte[] Deflated);
}
