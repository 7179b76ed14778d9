using System.Collections.Concurrent;
using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching.Keys;

namespace Gateway.Edge.Caching.Fills;

/// <summary>What is being asked for now: at most one fill per address and variant that others may join.</summary>
internal sealed class FillTable(FillServices services)
{
    private readonly ConcurrentDictionary<FillKey, Fill> _fills = new();

    public int Count => _fills.Count;

    /// <summary>The fill under way for the key, or a new one that the caller leads.</summary>
    public (Fill Fill, bool Leads) JoinOrStart(FillKey key, Func<FillRequest> request, bool hasReader) =>
        JoinOrStart(key, request, hasReader, static () => false)!.Value; // Never answered, so there is one.

    /// <summary>The same; null where none is needed any more.</summary>
    /// <param name="key">What is asked for.</param>
    /// <param name="request">How.</param>
    /// <param name="hasReader">Whether somebody reads it as it comes.</param>
    /// <param name="isAnswered">Whether a fill has ended since the caller looked into the store: its answer is there before it leaves the table.</param>
    public (Fill Fill, bool Leads)? JoinOrStart(FillKey key, Func<FillRequest> request, bool hasReader, Func<bool> isAnswered)
    {
        while (true)
        {
            var isThere = _fills.TryGetValue(key, out var known);
            if (isThere && !known!.IsOvertaken) // Not null: it is there.
                return (known, false);

            // Who asks after a publisher was told of a change must not be given what was asked for before it.
            var fill = new Fill(services, request(), hasReader);
            if (!(isThere ? _fills.TryUpdate(key, fill, known!) : _fills.TryAdd(key, fill))) // Not null: as above.
                continue;

            // Looked for only now that no other can begin and end in between. Who has joined it meanwhile looks again, too.
            if (!isThere && isAnswered())
            {
                _fills.TryRemove(new KeyValuePair<FillKey, Fill>(key, fill));
                fill.Withdraw();
                return null;
            }

            Run(fill, key);
            return (fill, true);
        }
    }

    /// <summary>Whether joining the key would lead back to a fill that was already found not to answer.</summary>
    public bool IsStale(FillKey key, Fill fill) => _fills.TryGetValue(key, out var known) && ReferenceEquals(known, fill);

    /// <summary>A fill that nobody joins.</summary>
    public Fill StartAlone(FillRequest request)
    {
        var fill = new Fill(services, request, hasReader: true);
        Run(fill, key: null);
        return fill;
    }

    private void Run(Fill fill, FillKey? key) => _ = RunAsync(fill, key);

    private async Task RunAsync(Fill fill, FillKey? key)
    {
        if (key is { } joined)
            fill.Retire = () => _fills.TryRemove(new KeyValuePair<FillKey, Fill>(joined, fill));
        await Task.Yield();
        await fill.RunAsync();
        fill.Retire?.Invoke();
        services.Garbage.Filled();
    }
}

/// <summary>Address and variant, as far as the variants of the address are known.</summary>
internal readonly record struct FillKey(EntryKey Key, VaryKey Variant);
