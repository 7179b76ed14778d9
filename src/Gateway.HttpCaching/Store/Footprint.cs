namespace Gateway.HttpCaching.Store;

/// <summary>Bytes that objects take on the managed heap of a 64-bit process, for weighing what is stored.</summary>
public static class Footprint
{
    /// <summary>An object without fields: its header and its type.</summary>
    public const int Object = 16;

    /// <summary>An array without elements.</summary>
    public const int Array = 24;

    /// <summary>A reference in a field or an array.</summary>
    public const int Reference = 8;

    /// <summary>A string with its characters; 0 for null.</summary>
    public static long Of(string? text) => text is null ? 0 : Aligned(22 + 2L * text.Length);

    /// <summary>An array of bytes with its elements; 0 for null.</summary>
    public static long Of(byte[]? bytes) => bytes is null ? 0 : Aligned(Array + (long)bytes.Length);

    /// <summary>A size rounded up as the heap rounds it.</summary>
    public static long Aligned(long bytes) => (bytes + 7) & ~7L;
}
