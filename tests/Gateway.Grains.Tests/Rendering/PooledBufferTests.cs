using System.Buffers;
using Gateway.Grains.Rendering;

namespace Gateway.Grains.Tests.Rendering;

public sealed class PooledBufferTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(100_000)]
    public void ToArray_AfterGrowing_IsAllThatWasWritten(int capacity)
    {
        using var buffer = new PooledBuffer(capacity);
        var wanted = new List<byte>();
        foreach (var length in new[] { 0, 1, 5, 40, 3, 5_000, 1 })
        {
            var piece = Enumerable.Range(0, length).Select(i => (byte)(i + length)).ToArray();
            wanted.AddRange(piece);
            buffer.Write(piece);
        }

        Assert.Equal(wanted, buffer.ToArray());
    }

    [Fact]
    public void GetSpan_IsAsLongAsAskedFor_AndNeverEmpty()
    {
        using var buffer = new PooledBuffer(16);
        buffer.Advance(buffer.GetSpan().Length);
        Assert.NotEqual(0, buffer.GetSpan().Length);
        Assert.True(buffer.GetMemory(1_000).Length >= 1_000);
    }

    [Fact]
    public void Advance_BeyondTheRoom_IsRefused()
    {
        using var buffer = new PooledBuffer(16);
        var room = buffer.GetSpan().Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
    }

    [Fact]
    public void ToArray_IsNotTouchedByTheNextUser()
    {
        byte[] first;
        using (var buffer = new PooledBuffer(16))
        {
            buffer.Write<byte>([1, 2, 3]);
            first = buffer.ToArray();
        }

        using var next = new PooledBuffer(16);
        next.Write<byte>([9, 9, 9]);
        Assert.Equal([1, 2, 3], first);
    }
}
