namespace Gateway.HttpCaching.Codings.Parts;

/// <summary>
/// Cuts a document into parts where its own bytes say so (content-defined chunking, as in FastCDC, USENIX ATC 2016): what is
/// inserted or removed at one place moves the cuts near it and no others, so that all other parts are the same bytes as
/// before. The last <see cref="Window"/> bytes before a cut decide on it, whatever memory they lie in.
/// </summary>
/// <remarks>
/// The cuts shape the bytes of a coded document: whoever changes them, or a number here, changes its entity tag too
/// (<see cref="ContentCodings.TagSuffix"/>).
/// </remarks>
internal static class ContentCuts
{
    /// <summary>Bytes of a part at least, but for the last. They are not looked at: a cut costs half as much for it.</summary>
    public const int Smallest = 16 * 1_024;

    /// <summary>Bytes of a part at most: a part stays off the heap of large objects, also where nothing in it can be made smaller.</summary>
    public const int Largest = 64 * 1_024;

    // Up to here cuts are rare, behind it frequent: more parts are near it in length than with one and the same rate.
    private const int Usual = 32 * 1_024;
    private const int RareBits = 16;
    private const int FrequentBits = 12;

    // The older a byte, the further up it has been shifted: only the upper bits know of all 64.
    private const int Window = 64;
    private const ulong Rare = ulong.MaxValue << (Window - RareBits);
    private const ulong Frequent = ulong.MaxValue << (Window - FrequentBits);

    private static readonly ulong[] Gear = MakeGear();

    /// <summary>The length of the part that <paramref name="bytes"/> begin with: all of them where they end before it does.</summary>
    public static int Next(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= Smallest)
            return bytes.Length;

        var hash = 0UL;
        var i = Smallest;
        for (var end = Math.Min(bytes.Length, Usual); i < end; i++)
        {
            hash = (hash << 1) + Gear[bytes[i]];
            if ((hash & Rare) == 0)
                return i + 1;
        }

        for (var end = Math.Min(bytes.Length, Largest); i < end; i++)
        {
            hash = (hash << 1) + Gear[bytes[i]];
            if ((hash & Frequent) == 0)
                return i + 1;
        }

        return i;
    }

    // A number for each value of a byte, all of them alike random and for ever the same (SplitMix64 from 0).
    private static ulong[] MakeGear()
    {
        var gear = new ulong[256];
        var state = 0UL;
        for (var i = 0; i < gear.Length; i++)
        {
            var mixed = state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            gear[i] = mixed ^ (mixed >> 31);
        }

        return gear;
    }
}
