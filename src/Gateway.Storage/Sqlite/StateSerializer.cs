using System.Buffers;
using Orleans.Serialization;
using Orleans.Storage;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// Orleans' own form, written into a buffer that its thread keeps: a state costs memory of exactly its size, where a
/// buffer of its own would grow by doubling, through the large object heap for a journal or a page.
/// </summary>
internal sealed class StateSerializer(Serializer serializer) : IGrainStorageSerializer
{
    [ThreadStatic]
    private static ChunkedBuffer? t_buffer;

    public BinaryData Serialize<T>(T? input)
    {
        using var written = Write(input, headSize: 0);
        return new BinaryData(written.Span.ToArray());
    }

    public T? Deserialize<T>(BinaryData input) => serializer.Deserialize<T>(input.ToMemory());

    public T? Read<T>(ReadOnlySpan<byte> value) => serializer.Deserialize<T>(value);

    /// <summary>The state's bytes behind <paramref name="headSize"/> bytes left free.</summary>
    public ValueBytes Write<T>(T? state, int headSize)
    {
        var buffer = t_buffer ?? new ChunkedBuffer();
        // Not there for whoever comes in between; a fault leaves the buffer to the collector.
        t_buffer = null;
        serializer.Serialize(state!, buffer); // null is a value like any other to it
        var value = buffer.ToValue(headSize);
        buffer.Clear();
        t_buffer = buffer;
        return value;
    }

    /// <summary>A first chunk that stays, and further ones that go back to the pool.</summary>
    private sealed class ChunkedBuffer : IBufferWriter<byte>
    {
        private const int FirstSize = 64 << 10;
        private const int NextSize = 512 << 10;

        private readonly byte[] _first = GC.AllocateUninitializedArray<byte>(FirstSize);
        private readonly List<(byte[] Chunk, int Length)> _full = [];
        private byte[] _current;
        private int _used;

        public ChunkedBuffer() => _current = _first;

        public void Advance(int count) => _used += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            Reserve(sizeHint);
            return _current.AsMemory(_used);
        }

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            Reserve(sizeHint);
            return _current.AsSpan(_used);
        }

        public ValueBytes ToValue(int headSize)
        {
            var length = headSize + _used;
            foreach (var (_, filled) in _full)
                length += filled;
            var all = new ValueBytes(length);
            var rest = all.Span[headSize..];
            foreach (var (chunk, filled) in _full)
            {
                chunk.AsSpan(0, filled).CopyTo(rest);
                rest = rest[filled..];
            }

            _current.AsSpan(0, _used).CopyTo(rest);
            return all;
        }

        public void Clear()
        {
            foreach (var (chunk, _) in _full)
                GiveBack(chunk);
            _full.Clear();
            GiveBack(_current);
            _current = _first;
            _used = 0;
        }

        private void Reserve(int size)
        {
            if (_current.Length - _used >= Math.Max(size, 1))
                return;
            _full.Add((_current, _used));
            _current = ArrayPool<byte>.Shared.Rent(Math.Max(size, NextSize));
            _used = 0;
        }

        private void GiveBack(byte[] chunk)
        {
            if (!ReferenceEquals(chunk, _first))
                ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
