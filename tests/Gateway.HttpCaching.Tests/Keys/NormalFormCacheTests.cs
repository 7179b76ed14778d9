using Gateway.HttpCaching.Keys;

namespace Gateway.HttpCaching.Tests.Keys;

public sealed class NormalFormCacheTests
{
    [Fact]
    public void Form_OfAValueMetBefore_IsNotWorkedOutAgain()
    {
        var cache = new NormalFormCache();
        var worked = 0;
        string Get(string name, string value) => cache.Get(name, value, (n, v) => $"{n}:{v}:{++worked}");
        Assert.Equal(["a:x:1", "a:x:1", "b:x:2"], (string[])[Get("a", "x"), Get("a", "x"), Get("b", "x")]);
    }

    [Fact]
    public void Form_OfAVeryLongValue_IsNotKept()
    {
        var cache = new NormalFormCache();
        var worked = 0;
        var value = new string('x', 257);
        for (var i = 0; i < 3; i++)
            cache.Get("a", value, (_, _) => $"{++worked}");
        Assert.Equal(3, worked);
    }

    [Fact]
    public void Forms_ByManyThreads_AreAlwaysThoseOfTheirValue()
    {
        var cache = new NormalFormCache();
        Parallel.For(0, 20_000, i =>
        {
            var value = FormattableString.Invariant($"v{i % 1500}");
            Assert.Equal("n" + value, cache.Get("name", value, static (_, v) => "n" + v));
        });
    }
}
