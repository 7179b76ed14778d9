using System.Buffers.Binary;
using System.Text;

namespace Gateway.Grains.Topics;

/// <summary>The stored form of an entry: one run of bytes, no field by field, no tracking of references.</summary>
/// <remarks>
/// One byte, 1, for this form; <c>Published</c> (8 bytes, little-endian); then as variable-length numbers, seven bits a
/// byte, least first: <c>Updated</c> less <c>Published</c>, the article's revision, the topic's revision; the slug (its
/// length in bytes, UTF-8); the id: 0 and the id (length, UTF-8), or 1 and what stands before the slug where it ends with it.
/// A lone surrogate cannot occur: slugs and addresses are checked where they come in.
/// </remarks>
internal static class TopicEntryForm
{
    private const byte Form = 1;
    private const int NumbersStart = 9;
    private const int NumberMost = 10;
    private const int Stride = 16;

    public static byte[] Write(string slug, EntryPlace place, long updated, long articleRevision, long changedIn)
    {
        var id = place.Id;
        var endsWithSlug = id.EndsWith(slug, StringComparison.Ordinal);
        var idBytes = Encoding.UTF8.GetByteCount(endsWithSlug ? id.AsSpan(0, id.Length - slug.Length) : id);
        var slugBytes = Encoding.UTF8.GetByteCount(slug);

        Span<byte> numbers = stackalloc byte[NumbersStart + (4 * NumberMost)];
        numbers[0] = Form;
        BinaryPrimitives.WriteInt64LittleEndian(numbers[1..], place.Published);
        var at = NumbersStart;
        WriteNumber(numbers, ref at, updated - place.Published);
        WriteNumber(numbers, ref at, articleRevision);
        WriteNumber(numbers, ref at, changedIn);

        var form = new byte[at + LengthOf(slugBytes) + slugBytes + 1 + LengthOf(idBytes) + idBytes];
        numbers[..at].CopyTo(form);
        WriteNumber(form, ref at, slugBytes);
        at += Encoding.UTF8.GetBytes(slug, form.AsSpan(at));
        form[at++] = endsWithSlug ? (byte)1 : (byte)0;
        WriteNumber(form, ref at, idBytes);
        Encoding.UTF8.GetBytes(endsWithSlug ? id.AsSpan(0, id.Length - slug.Length) : id, form.AsSpan(at));
        return form;
    }

    /// <summary>The numbers; the texts are only checked to be there.</summary>
    /// <exception cref="InvalidDataException">It is no such form, or of one that this gateway does not know.</exception>
    public static (long Published, long Updated, long ArticleRevision, long ChangedIn) ReadNumbers(ReadOnlySpan<byte> form)
    {
        if (form.Length < NumbersStart)
            throw Broken();
        if (form[0] != Form)
            throw new InvalidDataException($"An entry is stored in form {form[0]}, which this gateway does not know.");
        var published = BinaryPrimitives.ReadInt64LittleEndian(form[1..]);
        var at = NumbersStart;
        var updated = published + ReadNumber(form, ref at);
        var articleRevision = ReadNumber(form, ref at);
        var changedIn = ReadNumber(form, ref at);

        Take(form, ref at);
        at++;
        Take(form, ref at);
        return at == form.Length ? (published, updated, articleRevision, changedIn) : throw Broken();
    }

    /// <summary>Compares the id with another in the order of <see cref="string.CompareOrdinal(string, string)"/>.</summary>
    public static int CompareId(ReadOnlySpan<byte> form, string id)
    {
        Locate(form, out var slug, out var start, out var endsWithSlug);
        var rest = id.AsSpan();
        return StartsWith(start, ref rest, out var compared) && (!endsWithSlug || StartsWith(slug, ref rest, out compared))
            ? -rest.Length
            : compared ?? string.CompareOrdinal(ReadTexts(form).Id, id);
    }

    public static (string Slug, string Id) ReadTexts(ReadOnlySpan<byte> form)
    {
        Locate(form, out var slugBytes, out var start, out var endsWithSlug);
        var slug = Encoding.UTF8.GetString(slugBytes);
        return (slug, endsWithSlug ? Encoding.UTF8.GetString(start) + slug : Encoding.UTF8.GetString(start));
    }

    private static void Locate(ReadOnlySpan<byte> form, out ReadOnlySpan<byte> slug, out ReadOnlySpan<byte> idStart, out bool endsWithSlug)
    {
        var at = NumbersStart;
        for (var i = 0; i < 3; i++)
            ReadNumber(form, ref at);
        slug = Take(form, ref at);
        endsWithSlug = form[at++] == 1;
        idStart = Take(form, ref at);
    }

    /// <summary>
    /// Whether characters start with these, which are taken off then; where not, how the bytes compare with them, or null
    /// where that takes decoding: beyond ASCII the order of UTF-8 is not that of UTF-16.
    /// </summary>
    private static bool StartsWith(ReadOnlySpan<byte> bytes, ref ReadOnlySpan<char> characters, out int? compared)
    {
        compared = null;
        var common = Math.Min(bytes.Length, characters.Length);
        if (common == bytes.Length && Ascii.Equals(bytes, characters[..common]))
        {
            characters = characters[common..];
            return true;
        }

        // Ids of one instant mostly begin alike, by dozens of characters.
        var i = 0;
        while (common - i >= Stride && Ascii.Equals(bytes.Slice(i, Stride), characters.Slice(i, Stride)))
            i += Stride;
        for (; i < common; i++)
        {
            if (bytes[i] >= 0x80 || characters[i] >= 0x80)
                return false;
            if (bytes[i] != characters[i])
            {
                compared = bytes[i] - characters[i];
                return false;
            }
        }

        compared = 1;
        return false;
    }

    private static int LengthOf(int number)
    {
        var length = 1;
        for (; number >= 0x80; number >>= 7)
            length++;
        return length;
    }

    private static void WriteNumber(Span<byte> bytes, ref int at, long number)
    {
        var rest = (ulong)number;
        for (; rest >= 0x80; rest >>= 7)
            bytes[at++] = (byte)(rest | 0x80);
        bytes[at++] = (byte)rest;
    }

    private static long ReadNumber(ReadOnlySpan<byte> bytes, scoped ref int at)
    {
        var number = 0UL;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return (long)number;
        }

        throw Broken();
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, scoped ref int at)
    {
        var length = ReadNumber(bytes, ref at);
        if (length < 0 || length > bytes.Length - at)
            throw Broken();
        at += (int)length;
        return bytes.Slice(at - (int)length, (int)length);
    }

    private static InvalidDataException Broken() => new("A stored entry is cut off or damaged.");
}
