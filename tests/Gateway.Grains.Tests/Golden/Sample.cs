using Orleans.Serialization;

namespace Gateway.Grains.Tests.Golden;

/// <summary>A record with something in each of its members, and how the product writes and reads it.</summary>
internal abstract class Sample(string name)
{
    /// <summary>The name of its golden files: <c>{folder}/{name}</c>.</summary>
    public string Name => name;

    public abstract Type Type { get; }

    public abstract object? Value { get; }

    public abstract byte[] Write(Serializer serializer);

    public abstract object? Read(Serializer serializer, byte[] bytes);

    public override string ToString() => name;
}

/// <inheritdoc />
internal sealed class Sample<T>(string name, T value) : Sample(name)
{
    public override Type Type => typeof(T);

    public override object? Value => value;

    public override byte[] Write(Serializer serializer) => serializer.SerializeToArray(value);

    public override object? Read(Serializer serializer, byte[] bytes) => serializer.Deserialize<T>(bytes);
}
