using Gateway.HttpCaching.Codings.Parts;

namespace Gateway.HttpCaching.Tests.Parts;

public sealed class DeflatedPartsTests
{
    private const int Overhead = 220;

    [Fact]
    public void Part_Kept_IsFound()
    {
        var parts = new DeflatedParts(10_000);
        var deflated = new byte[100];
        parts.Keep(Key(1), deflated);
        Assert.Same(deflated, parts.Find(Key(1)));
        Assert.Null(parts.Find(Key(2)));
        Assert.Equal(100 + Overhead, parts.Bytes);
    }

    [Fact]
    public void Part_KeptTwice_IsCountedOnce()
    {
        var parts = new DeflatedParts(10_000);
        parts.Keep(Key(1), new byte[100]);
        parts.Keep(Key(1), new byte[100]);
        Assert.Equal(100 + Overhead, parts.Bytes);
    }

    [Fact]
    public void Parts_BeyondTheCapacity_LeaveInOrderOfUse()
    {
        var parts = new DeflatedParts(3 * (100 + Overhead));
        for (var i = 0; i < 3; i++)
            parts.Keep(Key(i), new byte[100]);
        Assert.NotNull(parts.Find(Key(0)));
        parts.Keep(Key(3), new byte[100]);
        Assert.Null(parts.Find(Key(1)));
        Assert.NotNull(parts.Find(Key(0)));
        Assert.Equal(3 * (100 + Overhead), parts.Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100 + Overhead - 1)]
    public void Part_LargerThanAll_IsNotKept(long capacity)
    {
        var parts = new DeflatedParts(capacity);
        parts.Keep(Key(1), new byte[100]);
        Assert.Null(parts.Find(Key(1)));
        Assert.Equal(0, parts.Bytes);
    }

    [Fact]
    public void Parts_OfManyAtOnce_StayWithinTheCapacity()
    {
        var parts = new DeflatedParts(50_000);
        Parallel.For(0, 20_000, i =>
        {
            if (parts.Find(Key(i % 300)) is { } found)
                Assert.Equal(i % 300, found.Length);
            else
                parts.Keep(Key(i % 300), new byte[i % 300]);
        });
        Assert.InRange(parts.Bytes, 1, 50_000);
    }

    private static PartKey Key(int i) => PartKey.Of(BitConverter.GetBytes(i), before: 0);
}
