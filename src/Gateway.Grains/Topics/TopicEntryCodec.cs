using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Gateway.Grains.Topics;

/// <summary>Stores an entry in its own form, <see cref="TopicEntryForm"/>: every publish rewrites some hundreds of them for each topic.</summary>
[RegisterSerializer]
internal sealed class TopicEntryCodec : IFieldCodec<TopicEntry>
{
    void IFieldCodec<TopicEntry>.WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, TopicEntry? value)
    {
        ArgumentNullException.ThrowIfNull(value);
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(TopicEntry), WireType.LengthPrefixed);
        var form = value.Form;
        writer.WriteVarUInt32((uint)form.Length);
        writer.Write(form);
    }

    TopicEntry IFieldCodec<TopicEntry>.ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        return TopicEntry.Of(reader.ReadBytes(reader.ReadVarUInt32()));
    }
}

/// <summary>An entry never changes, so it is its own copy.</summary>
[RegisterCopier]
internal sealed class TopicEntryCopier : ShallowCopier<TopicEntry>;
