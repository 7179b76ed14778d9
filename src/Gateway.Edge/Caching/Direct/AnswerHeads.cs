using System.Runtime.CompilerServices;
using System.Text;
using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching.Answering;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Reuse;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Direct;

/// <summary>
/// Heads of answers as they go over the wire, each made once for as long as <c>Age</c> and <c>Cache-Status</c> say the same:
/// up to twice a second. A fixed number of slots, the last writer staying: what is asked for often is found.
/// </summary>
internal sealed class AnswerHeads(CacheStatusField status)
{
    private const int SlotCount = 256;

    // Longer ones are made each time: the slots together must not hold more than two megabytes. Those of an article that is in many
    // topics, and links to the feeds of each, are some kilobytes long.
    private const int MaximumKept = 8_192;

    private readonly Head?[] _slots = new Head?[SlotCount];

    /// <summary>The head of a stored 200, or of a 304; null where the fields are not for the wire as they stand.</summary>
    public byte[]? Get(StoredFacts facts, CachedRepresentation representation, bool isNotModified, DateTimeOffset now)
    {
        var fields = representation.Fields;
        var ticks = now.UtcTicks;
        ref var slot = ref _slots[((RuntimeHelpers.GetHashCode(fields) << 1) + (isNotModified ? 1 : 0)) & (SlotCount - 1)];
        var head = Volatile.Read(ref slot);
        if (head is not null && head.IsNotModified == isNotModified && ReferenceEquals(head.Fields, fields) && ReferenceEquals(head.Facts, facts)
            && ticks >= head.FromTicks && ticks < head.UntilTicks)
        {
            return head.Bytes;
        }

        var (age, remaining) = (facts.Age(now), facts.Remaining(now));
        if (Write(fields, isNotModified ? null : representation.Body.Length, AgeText.Of(age), status.Hit(remaining)) is not { } bytes)
            return null;
        if (bytes.Length <= MaximumKept)
            Volatile.Write(ref slot, new Head(fields, facts, isNotModified, bytes, ticks, Until(facts, age, remaining)));
        return bytes;
    }

    // Age goes up at each whole second since birth, the lifetime left goes down at each before its end.
    private static long Until(StoredFacts facts, TimeSpan age, TimeSpan remaining) => Math.Min(
        facts.BornTicks + ((age.Ticks / TimeSpan.TicksPerSecond) + 1) * TimeSpan.TicksPerSecond,
        facts.FreshUntilTicks - (long)Math.Floor(remaining.TotalSeconds) * TimeSpan.TicksPerSecond + 1);

    private static byte[]? Write(PreparedFields fields, long? length, string age, string cacheStatus)
    {
        var text = new StringBuilder(512).Append(length is null ? "HTTP/1.1 304 Not Modified\r\n" : "HTTP/1.1 200 OK\r\n");
        if (length is { } bytes)
            text.Append("Content-Length: ").Append(System.Globalization.CultureInfo.InvariantCulture, $"{bytes}\r\n");
        var hasDate = false;
        foreach (var (name, values) in length is null ? fields.NotModified : fields.Whole)
        {
            hasDate |= name.Equals("Date", StringComparison.OrdinalIgnoreCase);
            if (!TryAppend(text, name, values))
                return null;
        }

        // The server would give it one of its own (RFC 9110 §6.6.1).
        if (!hasDate || !TryAppend(text, "Cache-Status", fields.CacheStatus))
            return null;
        text.Append("Cache-Status: ").Append(cacheStatus).Append("\r\nAge: ").Append(age).Append("\r\n\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    // A line for each value, as the server writes them.
    private static bool TryAppend(StringBuilder text, string name, StringValues values)
    {
        foreach (var value in values)
        {
            if (value is null)
                continue;
            foreach (var c in value)
            {
                if (c is (< ' ' and not '\t') or '\x7F' or > '\xFF')
                    return false;
            }

            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return true;
    }

    private sealed record Head(PreparedFields Fields, StoredFacts Facts, bool IsNotModified, byte[] Bytes, long FromTicks, long UntilTicks);
}
