using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Store;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Answers;

/// <summary>
/// Codings that the edge itself gives to stored text: each made once per response, off the request's path. Until it is
/// there, clients get what is.
/// </summary>
internal sealed class Encodings(ResponseStore<EntryKey, CachedResponse> store)
{
    // Browsers and readers send a few dozen different values; what comes beyond is read each time.
    private const int KnownValues = 512;

    private readonly ConcurrentDictionary<string, ContentCoding> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _working = new(Math.Max(1, Environment.ProcessorCount / 2));

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
        if (entry.TryBeginEncoding(coding))
            _ = Task.Run(() => EncodeAsync(entry, coding));
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

    private async Task EncodeAsync(CachedResponse entry, ContentCoding coding)
    {
        await _working.WaitAsync();
        try
        {
            var pieces = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
            foreach (var piece in entry.Body.Content)
                pieces.Add(piece);
            var encoded = Encoder.Encode(coding, pieces.ToImmutable());
            var length = encoded.Sum(piece => (long)piece.Length);
            if (length >= entry.Body.Length)
                return;

            var body = new StoredBodyWriter(length);
            foreach (var piece in encoded)
                body.Write(piece.Span);
            store.Add(entry.Key, entry, entry.Encoded(coding, body.Complete()));
        }
        finally
        {
            _working.Release();
        }
    }
}
