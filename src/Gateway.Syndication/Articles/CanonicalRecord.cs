using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Gateway.Syndication.Articles;

/// <summary>
/// Writes records in canonical form: no white space, the fewest escapes, known members in their order (those that are null
/// left out), unknown ones after them as sent, numbers digit for digit.
/// </summary>
internal ref struct CanonicalRecord
{
    // A canonical value is never longer than the sent one; only the slug may grow, by normalisation or by coming from the address.
    private const int SlugRoom = 4_096;

    private readonly ReadOnlySpan<byte> source;
    private readonly Span<byte> target;
    private int written;

    private CanonicalRecord(ReadOnlySpan<byte> source, Span<byte> target)
    {
        this.source = source;
        this.target = target;
    }

    /// <summary>The canonical bytes of a record that was read without a problem.</summary>
    public static byte[] Write(ReadOnlySpan<byte> source, List<JsonMember> members, string slug)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(source.Length + SlugRoom);
        try
        {
            var record = new CanonicalRecord(source, buffer);
            record.Raw("{\"slug\":\""u8);
            record.written += JsonText.Escape(Encoding.UTF8.GetBytes(slug), record.target[record.written..]);
            record.Raw("\""u8);
            record.Members(members, RecordMembers.Record, skip: RecordMembers.Slug);
            record.Raw("}"u8);
            return record.target[..record.written].ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Members(List<JsonMember> members, ImmutableArray<string> names, int skip)
    {
        for (var known = 0; known < names.Length; known++)
        {
            foreach (var member in members)
            {
                if (member.Known == known && known != skip && member.Kind != JsonTokenType.Null)
                    Member(member, names);
            }
        }

        foreach (var member in members)
        {
            if (member.Known < 0)
                Member(member, names);
        }
    }

    private void Member(JsonMember member, ImmutableArray<string> names)
    {
        if (target[written - 1] != (byte)'{')
            Raw(","u8);

        Raw("\""u8);
        written += JsonText.Canonicalize(source[member.Name], target[written..]);
        Raw("\":"u8);
        var isRecord = names == RecordMembers.Record;
        switch (member.Known)
        {
            case RecordMembers.Alternates when isRecord:
                KnownObject(member.Value, RecordMembers.AlternateNames);
                break;
            case RecordMembers.Authors when isRecord:
                Authors(member.Value);
                break;
            default:
                if (member.Kind == JsonTokenType.String)
                    String(source[member.Value][1..^1]);
                else
                    Value(member.Value);

                break;
        }
    }

    private void KnownObject(Range value, ImmutableArray<string> names)
    {
        var nested = new CanonicalRecord(source[value], target[written..]);
        var members = JsonMembers.Read(source[value], names);
        nested.Raw("{"u8);
        nested.Members(members, names, skip: -1);
        nested.Raw("}"u8);
        written += nested.written;
    }

    private void Authors(Range value)
    {
        var (offset, _) = value.GetOffsetAndLength(source.Length);
        var reader = new Utf8JsonReader(source[value], new JsonReaderOptions { MaxDepth = 1_000 });
        reader.Read();
        Raw("["u8);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (target[written - 1] != (byte)'[')
                Raw(","u8);

            var start = offset + (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            var author = start..(offset + (int)reader.BytesConsumed);
            if (isObject)
                KnownObject(author, RecordMembers.AuthorNames);
            else
                Value(author);
        }

        Raw("]"u8);
    }

    private void Value(Range value)
    {
        var reader = new Utf8JsonReader(source[value], new JsonReaderOptions { MaxDepth = 1_000 });
        while (reader.Read())
        {
            var last = target[written - 1];
            if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject) && reader.CurrentDepth > 0 && last is not ((byte)'{' or (byte)'[' or (byte)':'))
                Raw(","u8);

            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    String(reader.ValueSpan);
                    Raw(":"u8);
                    break;
                case JsonTokenType.String:
                    String(reader.ValueSpan);
                    break;
                default:
                    Raw(reader.ValueSpan);
                    break;
            }
        }
    }

    private void String(ReadOnlySpan<byte> raw)
    {
        Raw("\""u8);
        written += JsonText.Canonicalize(raw, target[written..]);
        Raw("\""u8);
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target[written..]);
        written += bytes.Length;
    }
}
