using System.Collections.Immutable;
using System.Text;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Session;
using Orleans.Serialization.WireProtocol;

namespace Gateway.Grains.Tests.Golden;

/// <summary>What a later version would write: the bytes of a record with further members, in it and in each record within it.</summary>
internal static class Grown
{
    /// <summary>A record with members of all kinds at its end, and at the end of each that it holds.</summary>
    public static byte[] Of(byte[] record, Serializer serializer, SerializerSessionPool sessions)
    {
        using var session = sessions.GetSession();
        var reader = Reader.Create(record, session);
        var ends = new List<int>();
        Walk(ref reader, reader.ReadFieldHeader(), ends);

        var further = Further(serializer);
        var grown = new List<byte>();
        var at = 0;
        foreach (var end in ends)
        {
            grown.AddRange(record[at..end]);
            grown.AddRange(further);
            at = end;
        }

        grown.AddRange(record[at..]);
        return [.. grown];
    }

    // The places where records end, in their order.
    private static void Walk<TInput>(ref Reader<TInput> reader, Field field, List<int> ends)
    {
        switch (field.WireType)
        {
            case WireType.TagDelimited:
                while (true)
                {
                    var at = (int)reader.Position;
                    var inner = reader.ReadFieldHeader();
                    if (inner.IsEndObject)
                    {
                        ends.Add(at);
                        return;
                    }

                    if (!inner.IsEndBaseFields)
                        Walk(ref reader, inner, ends);
                }

            case WireType.Reference:
                // Further members would move the numbers of all others. Null is number 0.
                Assert.True(reader.ReadVarUInt32() == 0, "A record holds the same thing twice.");
                break;
            case WireType.VarInt:
                reader.ReadVarUInt64();
                break;
            case WireType.LengthPrefixed:
                reader.Skip(reader.ReadVarUInt32());
                break;
            case WireType.Fixed32:
                reader.Skip(4);
                break;
            case WireType.Fixed64:
                reader.Skip(8);
                break;
            default:
                throw new InvalidOperationException($"{field} stands where a value should.");
        }
    }

    // The members without the record around them: before them a byte that begins it, where its type is the one expected, and one
    // that ends what its base has; behind them one that ends it.
    private static byte[] Further(Serializer serializer)
    {
        var bytes = serializer.SerializeToArray(new FurtherMembers());
        Assert.Equal([(byte)WireType.TagDelimited, (byte)WireType.Extended | (byte)ExtendedWireType.EndBaseFields], bytes[..2]);
        return Unknown(bytes[2..^1]);
    }

    // The type of a later version is known to nobody here: its alias is one that no type has.
    private static byte[] Unknown(byte[] bytes)
    {
        var (known, unknown) = (Encoding.UTF8.GetBytes(LaterRecord.Name), Encoding.UTF8.GetBytes(LaterRecord.Name.Replace("later", "never", StringComparison.Ordinal)));
        var at = bytes.AsSpan().IndexOf(known);
        Assert.True(at >= 0, "The type is not named.");
        unknown.CopyTo(bytes, at);
        return bytes;
    }
}

/// <summary>Members that no record has yet, of each kind that there is.</summary>
[GenerateSerializer, Alias("gateway.tests.FurtherMembers")]
internal sealed record FurtherMembers
{
    [Id(1_000)] public long Number { get; init; } = -5_000_000_000;

    [Id(1_001)] public string Text { get; init; } = "further";

    [Id(1_002)] public DateTimeOffset Instant { get; init; } = Records.Evening;

    [Id(1_003)] public double Fraction { get; init; } = 0.5;

    [Id(1_004)] public float Share { get; init; } = 0.25f;

    [Id(1_005)] public ReadOnlyMemory<byte> Bytes { get; init; } = new byte[] { 1, 2, 3 };

    [Id(1_006)] public ImmutableArray<LaterRecord> Several { get; init; } = [new("one"), new("two")];

    [Id(1_007)] public Dictionary<string, long> Numbers { get; init; } = new(StringComparer.Ordinal) { ["a number"] = 1 };

    /// <summary>With its type, which the reader does not know, the second time by a reference to the first.</summary>
    [Id(1_008)] public ImmutableArray<object> Typed { get; init; } = [new LaterRecord("three"), new LaterRecord("four")];

    [Id(1_009)] public string? Nothing { get; init; }

    [Id(1_010)] public Guid? Identity { get; init; } = new Guid("00112233-4455-6677-8899-aabbccddeeff");

    [Id(1_011)] public bool Flag { get; init; } = true;
}

/// <summary>A record of a later version.</summary>
[GenerateSerializer, Alias(LaterRecord.Name)]
internal sealed record LaterRecord([property: Id(0)] string Text)
{
    public const string Name = "gateway.tests.later.Record";
}
