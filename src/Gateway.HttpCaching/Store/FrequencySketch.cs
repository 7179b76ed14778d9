using System.Numerics;

namespace Gateway.HttpCaching.Store;

/// <summary>
/// How often each hash was seen of late, estimated in four bits a counter: a count-min sketch of four rows, raised
/// conservatively, halved once ten times as many sightings as there are entries have come in (so that what was popular
/// yesterday gives way), with a Bloom filter before it that keeps what is seen once out of it. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// The four counters of a hash lie in one block of 64 bytes, so that an estimate costs one cache miss. Hashes are mixed with
/// a seed: without it a stranger could choose addresses that share their counters with others.
/// </remarks>
internal sealed class FrequencySketch
{
    /// <summary>The greatest estimate: a full counter, and the mark of the filter.</summary>
    public const int Most = 16;

    private const int FullCounter = 15;
    private const int WordsPerBlock = 8;
    private const int SightingsPerEntry = 10;
    private const ulong LowBits = 0x7777_7777_7777_7777;

    private readonly ulong _seed;
    private ulong[] _counters;
    private ulong[] _seenOnce;
    private long _sightings;

    /// <param name="entries">Entries to begin with; it grows with <see cref="Grow"/>.</param>
    /// <param name="seed">Mixed into each hash.</param>
    public FrequencySketch(int entries, ulong seed)
    {
        _seed = seed;
        (_counters, _seenOnce) = Tables(entries);
    }

    /// <summary>Bytes of memory taken.</summary>
    public long Bytes => 8L * (_counters.Length + _seenOnce.Length) + 2 * Footprint.Array;

    /// <summary>How many entries it is large enough for.</summary>
    public int Entries => _counters.Length;

    /// <summary>Makes room for more entries; what was counted stays (estimates may be too high until the next halving).</summary>
    public void Grow(int entries)
    {
        if (entries <= Entries)
            return;

        var (counters, seenOnce) = Tables(entries);
        for (var i = 0; i < counters.Length; i += _counters.Length)
            _counters.CopyTo(counters, i);
        for (var i = 0; i < seenOnce.Length; i += _seenOnce.Length)
            _seenOnce.CopyTo(seenOnce, i);
        (_counters, _seenOnce) = (counters, seenOnce);
    }

    /// <summary>Sightings of a hash of late: 0 to <see cref="Most"/>.</summary>
    public int Estimate(int hash)
    {
        var mixed = Mix(hash);
        return (IsMarked(mixed) ? 1 : 0) + Least(mixed);
    }

    /// <summary>Counts sightings.</summary>
    public void Add(int hash, int times)
    {
        if (times <= 0)
            return;

        var mixed = Mix(hash);
        var left = times;
        if (!IsMarked(mixed))
        {
            Mark(mixed);
            left--;
        }

        if (left > 0)
            Raise(mixed, Math.Min(FullCounter, Least(mixed) + left));
        _sightings += times;
        if (_sightings >= (long)SightingsPerEntry * Entries)
            Halve();
    }

    private static (ulong[] Counters, ulong[] SeenOnce) Tables(int entries)
    {
        var words = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(entries, 64, 1 << 28));
        return (new ulong[words], new ulong[words / 4]);
    }

    // The finaliser of SplitMix64: every bit of the result depends on every bit of the hash and of the seed.
    private ulong Mix(int hash)
    {
        var x = (uint)hash * 0x9E37_79B9_7F4A_7C15ul ^ _seed;
        x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9ul;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EBul;
        return x ^ (x >> 31);
    }

    private int Block(ulong mixed) => (int)(mixed >> 32) & (_counters.Length - 1) & -WordsPerBlock;

    // Row i has two words of the block; of the byte i of the hash one bit chooses the word, four the counter in it.
    private static (int Word, int Shift) Counter(ulong mixed, int row)
    {
        var part = (int)(mixed >> (row * 8)) & 0xFF;
        return (row * 2 + (part & 1), ((part >> 1) & 15) * 4);
    }

    private int Least(ulong mixed)
    {
        var block = Block(mixed);
        var least = FullCounter;
        for (var row = 0; row < 4; row++)
        {
            var (word, shift) = Counter(mixed, row);
            least = Math.Min(least, (int)(_counters[block + word] >> shift) & FullCounter);
        }

        return least;
    }

    private void Raise(ulong mixed, int to)
    {
        var block = Block(mixed);
        for (var row = 0; row < 4; row++)
        {
            var (word, shift) = Counter(mixed, row);
            ref var counters = ref _counters[block + word];
            if (((int)(counters >> shift) & FullCounter) < to)
                counters = (counters & ~((ulong)FullCounter << shift)) | ((ulong)to << shift);
        }
    }

    private (int Word, ulong Bits) Filter(ulong mixed) =>
        ((int)(mixed >> 40) & (_seenOnce.Length - 1), (1ul << (int)(mixed & 63)) | (1ul << (int)((mixed >> 6) & 63)));

    private bool IsMarked(ulong mixed)
    {
        var (word, bits) = Filter(mixed);
        return (_seenOnce[word] & bits) == bits;
    }

    private void Mark(ulong mixed)
    {
        var (word, bits) = Filter(mixed);
        _seenOnce[word] |= bits;
    }

    private void Halve()
    {
        for (var i = 0; i < _counters.Length; i++)
            _counters[i] = (_counters[i] >> 1) & LowBits;
        Array.Clear(_seenOnce);
        _sightings /= 2;
    }
}
