using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Gateway.Grains.Topics;

/// <summary>
/// The stored form of an entry. Every publish rewrites some hundreds of them for each topic, so that this is the form to
/// be short and quick: one run of bytes, no field by field, no tracking of references.
/// </summary>
/// <remarks>
/// One byte, 1, for this form; <c>Published</c> (8 bytes, little-endian); then as variable-length numbers, seven bits a
/// byte, least first: <c>Updated</c> less <c>Published</c>, the article's revision, the topic's revision; the slug (its
/// length in bytes, UTF-8); the id: 0 and the id (length, UTF-8), or 1 and what stands before the slug where it ends with it.
/// A lone surrogate cannot occur: slugs and addresses are checked where they come in.
/// </remarks>
[RegisterSerializer]
internal sealed class TopicEntryCodec : IFieldCodec<TopicEntry>
{
    private const byte Form = 1;
    private const int NumbersMost = 1 + 8 + (6 * 10) + 1;

    void IFieldCodec<TopicEntry>.WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, TopicEntry? value)
    {
        ArgumentNullException.ThrowIfNull(value);
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(TopicEntry), WireType.LengthPrefixed);
        var most = NumbersMost + (3 * (value.Slug.Length + value.Id.Length));
        byte[]? rented = null;
        var bytes = most <= 1024 ? stackalloc byte[1024] : (rented = ArrayPool<byte>.Shared.Rent(most));
        var length = Write(value, bytes);
        writer.WriteVarUInt32((uint)length);
        writer.Write(bytes[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    TopicEntry IFieldCodec<TopicEntry>.ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        var length = (int)reader.ReadVarUInt32();
        if (reader.TryReadBytes(length, out var bytes))
            return Read(bytes);

        var rented = ArrayPool<byte>.Shared.Rent(length);
        reader.ReadBytes(rented.AsSpan(0, length));
        var entry = Read(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return entry;
    }

    private static int Write(TopicEntry entry, Span<byte> bytes)
    {
        bytes[0] = Form;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], entry.Published);
        var at = 9;
        WriteNumber(bytes, ref at, entry.Updated - entry.Published);
        WriteNumber(bytes, ref at, entry.ArticleRevision);
        WriteNumber(bytes, ref at, entry.ChangedIn);
        WriteText(bytes, ref at, entry.Slug);
        var endsWithSlug = entry.Id.EndsWith(entry.Slug, StringComparison.Ordinal);
        bytes[at++] = endsWithSlug ? (byte)1 : (byte)0;
        WriteText(bytes, ref at, endsWithSlug ? entry.Id.AsSpan(0, entry.Id.Length - entry.Slug.Length) : entry.Id);
        return at;
    }

    private static TopicEntry Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] != Form)
            throw new InvalidDataException($"An entry is stored in form {bytes[0]}, which this gateway does not know.");
        var published = BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]);
        var at = 9;
        var updated = published + ReadNumber(bytes, ref at);
        var articleRevision = ReadNumber(bytes, ref at);
        var changedIn = ReadNumber(bytes, ref at);
        var slug = ReadText(bytes, ref at);
        var endsWithSlug = bytes[at++] == 1;
        var id = ReadText(bytes, ref at);
        return new()
        {
            Slug = slug,
            Place = new(published, endsWithSlug ? id + slug : id),
            Updated = updated,
            ArticleRevision = articleRevision,
            ChangedIn = changedIn,
        };
    }

    private static void WriteNumber(Span<byte> bytes, ref int at, long number)
    {
        var rest = (ulong)number;
        for (; rest >= 0x80; rest >>= 7)
            bytes[at++] = (byte)(rest | 0x80);
        bytes[at++] = (byte)rest;
    }

    private static long ReadNumber(ReadOnlySpan<byte> bytes, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return (long)number;
        }
    }

    private static void WriteText(Span<byte> bytes, ref int at, ReadOnlySpan<char> text)
    {
        WriteNumber(bytes, ref at, Encoding.UTF8.GetByteCount(text));
        at += Encoding.UTF8.GetBytes(text, bytes[at..]);
    }

    private static string ReadText(ReadOnlySpan<byte> bytes, ref int at)
    {
        var length = (int)ReadNumber(bytes, ref at);
        var text = Encoding.UTF8.GetString(bytes.Slice(at, length));
        at += length;
        return text;
    }
}

/// <summary>An entry never changes, so it is its own copy.</summary>
[RegisterCopier]
internal sealed class TopicEntryCopier : ShallowCopier<TopicEntry>;
