using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Store;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Answers;

/// <summary>
/// Codings that the edge itself gives to stored text: each made once per response, off the request's path. Until it is
/// there, clients get what is; where too many wait to be made, a later request asks for it again.
/// </summary>
/// <param name="store">Where the responses are.</param>
/// <param name="encode">Encodes; null for <see cref="Encoder"/>.</param>
internal sealed class Encodings(
    ResponseStore<EntryKey, CachedResponse> store,
    Func<ContentCoding, ImmutableArray<ReadOnlyMemory<byte>>, ImmutableArray<ReadOnlyMemory<byte>>>? encode = null)
{
    /// <summary>Bytes from which a response is a long one: feeds and pages are below.</summary>
    public const int Long = 2 << 20;

    /// <summary>Bytes that the waiting hold on to beyond what is stored, of the long ones and of the others.</summary>
    public const long LaneBytes = 32 << 20;

    // Browsers and readers send a few dozen different values; what comes beyond is read each time.
    private const int KnownValues = 512;

    private readonly ConcurrentDictionary<string, ContentCoding> _known = new(StringComparer.Ordinal);
    private readonly Func<ContentCoding, ImmutableArray<ReadOnlyMemory<byte>>, ImmutableArray<ReadOnlyMemory<byte>>> _encode = encode ?? (static (coding, body) => Encoder.Encode(coding, body));
    private readonly EncodingLane _short = new(256, LaneBytes, Math.Max(1, Environment.ProcessorCount / 2));

    // One at a time: an encoder of megabytes takes as much again for its tables and for what it writes, and a good part of a
    // second of a core. Apart from the others, which must not wait behind them.
    private readonly EncodingLane _long = new(16, LaneBytes, 1);

    /// <summary>What to send to a client that accepts these codings.</summary>
    public CachedRepresentation Choose(CachedResponse entry, StringValues acceptEncoding)
    {
        if (acceptEncoding.Count == 0)
            return entry.Identity;

        var coding = Best(acceptEncoding);
        if (coding == ContentCoding.Identity)
            return entry.Identity;
        if (entry.Find(coding) is CachedRepresentation ready)
            return ready;
        if (entry.TryBeginEncoding(coding) && !LaneOf(entry).TryRun(entry.Body.Length, () => Encode(entry, coding)))
            entry.GiveUpEncoding(coding);
        return entry.Identity;
    }

    private ContentCoding Best(StringValues acceptEncoding)
    {
        if (acceptEncoding is not [{ } text])
            return AcceptEncoding.Choose(acceptEncoding);
        if (_known.TryGetValue(text, out var coding))
            return coding;

        coding = AcceptEncoding.Choose(text);
        if (_known.Count < KnownValues && text.Length <= 256)
            _known.TryAdd(text, coding);
        return coding;
    }

    private EncodingLane LaneOf(CachedResponse entry) => entry.Body.Length < Long ? _short : _long;

    private void Encode(CachedResponse entry, ContentCoding coding)
    {
        // While it waited it may have been evicted or replaced: nobody would get what is made.
        if (!store.Peek(entry.Key).Contains(entry))
            return;

        var pieces = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        foreach (var piece in entry.Body.Content)
            pieces.Add(piece);
        var encoded = _encode(coding, pieces.ToImmutable());
        var length = encoded.Sum(piece => (long)piece.Length);
        if (length >= entry.Body.Length)
            return;

        var body = new StoredBodyWriter(length);
        foreach (var piece in encoded)
            body.Write(piece.Span);
        store.Add(entry.Key, entry, entry.Encoded(coding, body.Complete()));
    }
}
