namespace Gateway.Trust.Tests;

/// <summary>Proofs of the cluster's key that requests carry.</summary>
public sealed class ClusterKeysTests
{
    private const string Key = "a-key-of-the-cluster-0123456789-0123456789", Other = "another-key-of-the-cluster-0123456789";

    private static readonly DateTimeOffset Now = new(2026, 11, 27, 4, 30, 0, TimeSpan.Zero);

    private readonly ClusterKeys _keys = new(Key);

    [Fact]
    public void Proof_OfTheSameRequest_IsGood() =>
        Assert.Equal(ProofVerdict.Good, _keys.Verify(_keys.Prove("GET", "/latest.rss?limit=5", Now), "GET", "/latest.rss?limit=5", Now));

    [Theory]
    [InlineData("PUT", "/latest.rss")]
    [InlineData("get", "/latest.rss")]
    [InlineData("GET", "/latest.rss?")]
    [InlineData("GET", "/latest.atom")]
    [InlineData("GET", "")]
    public void Proof_OfAnotherRequest_IsWrong(string method, string target) =>
        Assert.Equal(ProofVerdict.Wrong, _keys.Verify(_keys.Prove("GET", "/latest.rss", Now), method, target, Now));

    [Fact]
    public void Proof_ByAnotherKey_IsWrong_AndByTheSecondGood()
    {
        var proof = new ClusterKeys(Other).Prove("GET", "/", Now);
        Assert.Equal(ProofVerdict.Wrong, _keys.Verify(proof, "GET", "/", Now));
        Assert.Equal(ProofVerdict.Good, new ClusterKeys(Key, Other).Verify(proof, "GET", "/", Now));
        Assert.Equal(ProofVerdict.Good, _keys.Verify(new ClusterKeys(Key, Other).Prove("GET", "/", Now), "GET", "/", Now));
    }

    [Theory]
    [InlineData(-301, ProofVerdict.OutOfTime)]
    [InlineData(-300, ProofVerdict.Good)]
    [InlineData(300, ProofVerdict.Good)]
    [InlineData(301, ProofVerdict.OutOfTime)]
    public void Proof_OfAnotherTime_IsGoodForFiveMinutes(int seconds, ProofVerdict verdict) =>
        Assert.Equal(verdict, _keys.Verify(_keys.Prove("GET", "/", Now.AddSeconds(seconds)), "GET", "/", Now));

    [Fact]
    public void Proof_WithAnotherTimeThanItWasMadeFor_IsWrong()
    {
        var proof = _keys.Prove("GET", "/", Now.AddHours(-1));
        var dot = proof.IndexOf('.', StringComparison.Ordinal);
        Assert.Equal(ProofVerdict.Wrong, _keys.Verify(Now.ToUnixTimeSeconds() + proof[dot..], "GET", "/", Now));
    }

    [Fact]
    public void Proof_ThatIsNone_IsWrong()
    {
        var good = _keys.Prove("GET", "/", Now);
        string?[] proofs = [null, "", ".", "1.", good[..^1], good + "A", " " + good, good + " ", "+" + good, "0" + good + "x", Key, good.Replace('.', ','), new string('9', 200_000), good.Split('.')[1], "999999999999999999999." + good.Split('.')[1]];
        Assert.All(proofs, p => Assert.Equal(ProofVerdict.Wrong, _keys.Verify(p, "GET", "/", Now)));
    }

    [Fact]
    public void Proof_HoldsNothingOfTheKey() => Assert.DoesNotContain(Key[..8], _keys.Prove("GET", "/", Now), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void NoKey_ProvesNothing_AndIsProvedByNothing()
    {
        var none = new ClusterKeys(null);
        Assert.True(none.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => none.Prove("GET", "/", Now));
        Assert.Equal(ProofVerdict.Wrong, none.Verify(_keys.Prove("GET", "/", Now), "GET", "/", Now));
    }
}
