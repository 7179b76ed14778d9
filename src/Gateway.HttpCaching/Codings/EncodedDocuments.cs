using System.Collections.Immutable;
using Gateway.HttpCaching.Codings.Parts;

namespace Gateway.HttpCaching.Codings;

/// <summary>
/// Encoded documents, each encoded once per version and coding however many ask at the same time. Bounded in bytes: what
/// was asked for longest ago leaves first. A new version of a document is encoded only where it has changed (gzip). Safe for
/// concurrent use.
/// </summary>
/// <param name="capacity">
/// Bytes at most: half of them for documents, half for the parts that others are made of. A document over a quarter of it is
/// encoded but not kept.
/// </param>
public sealed class EncodedDocuments(long capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Slot>> slots = new(StringComparer.Ordinal);
    private readonly LinkedList<Slot> byUse = new();
    private readonly DeflatedParts parts = new(capacity / 2);
    private long bytes;

    /// <summary>Bytes held. Those of a document that are its parts' too count twice.</summary>
    public long Bytes
    {
        get
        {
            lock (gate)
                return bytes + parts.Bytes;
        }
    }

    /// <summary>The document in a coding.</summary>
    /// <param name="key">Names document, version and coding.</param>
    /// <param name="coding">The coding.</param>
    /// <param name="body">The document, in pieces; the same for the same key.</param>
    public Task<ImmutableArray<ReadOnlyMemory<byte>>> GetAsync(string key, ContentCoding coding, ImmutableArray<ReadOnlyMemory<byte>> body)
    {
        ArgumentNullException.ThrowIfNull(key);
        Slot slot;
        lock (gate)
        {
            if (slots.TryGetValue(key, out var known))
            {
                byUse.Remove(known);
                byUse.AddFirst(known);
                return known.Value.Encoded.Task;
            }

            slot = new Slot(key, new TaskCompletionSource<ImmutableArray<ReadOnlyMemory<byte>>>(TaskCreationOptions.RunContinuationsAsynchronously));
            slots[key] = byUse.AddFirst(slot);
        }

        _ = Task.Run(() => Encode(slot, coding, body));
        return slot.Encoded.Task;
    }

    private void Encode(Slot slot, ContentCoding coding, ImmutableArray<ReadOnlyMemory<byte>> body)
    {
        try
        {
            var encoded = Encoder.Encode(coding, body, parts);
            Keep(slot, encoded.Sum(piece => piece.Length));
            slot.Encoded.SetResult(encoded);
        }
#pragma warning disable CA1031 // Whatever went wrong belongs to those who wait.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (gate)
                Remove(slot);
            slot.Encoded.SetException(e);
        }
    }

    private void Keep(Slot slot, int length)
    {
        lock (gate)
        {
            slot.Length = length + 200 + 2 * slot.Key.Length;
            bytes += slot.Length;
            if (slot.Length > capacity / 4)
                Remove(slot);
            while (bytes > capacity / 2 && LeastUsed() is { } last)
                Remove(last);
        }
    }

    // What is being encoded still has no length yet: it stays, to be waited for.
    private Slot? LeastUsed()
    {
        for (var node = byUse.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Length > 0)
                return node.Value;
        }

        return null;
    }

    private void Remove(Slot slot)
    {
        if (!slots.Remove(slot.Key, out var node))
            return;

        byUse.Remove(node);
        bytes -= slot.Length;
    }

    private sealed class Slot(string key, TaskCompletionSource<ImmutableArray<ReadOnlyMemory<byte>>> encoded)
    {
        public string Key { get; } = key;

        public TaskCompletionSource<ImmutableArray<ReadOnlyMemory<byte>>> Encoded { get; } = encoded;

        public int Length { get; set; }
    }
}
