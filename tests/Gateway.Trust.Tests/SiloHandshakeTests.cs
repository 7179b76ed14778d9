using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Trust.Tests;

/// <summary>What silos prove to each other before they talk.</summary>
public sealed class SiloHandshakeTests
{
    private const string Key = "a-key-of-the-cluster-0123456789-0123456789", Other = "another-key-of-the-cluster-0123456789";
    private const int Hello = 36, Proof = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly ClusterKeys _keys = new(Key);

    [Fact]
    public async Task Silos_WithOneKey_TakeEachOther_AndLeaveWhatComesNext()
    {
        var (one, other) = Connection.Create();
        var accepting = SiloHandshake.AcceptAsync(other, _keys, _time);
        var connecting = SiloHandshake.ConnectAsync(one, _keys, _time);
        await Task.WhenAll(accepting, connecting).WaitAsync(Patience);

        await one.Output.WriteAsync("from one"u8.ToArray());
        await other.Output.WriteAsync("from other"u8.ToArray());
        Assert.Equal("from one", Encoding.ASCII.GetString(await TakeAsync(other, 8)));
        Assert.Equal("from other", Encoding.ASCII.GetString(await TakeAsync(one, 10)));
    }

    // The order of a rotation; each row is a moment at which some have been started again and others not.
    [Theory]
    [InlineData(Key, null, Key, Other, true)]
    [InlineData(Key, Other, Key, null, true)]
    [InlineData(Key, Other, Other, Key, true)]
    [InlineData(Other, Key, Key, Other, true)]
    [InlineData(Other, Key, Other, null, true)]
    [InlineData(Other, null, Other, Key, true)]
    [InlineData(Key, null, Other, Key, false)]
    [InlineData(Other, Key, Key, null, false)]
    public async Task Silos_WhileKeysAreRotated_TakeEachOther_WhereEachKnowsWhatTheOtherProves(string first, string? second, string otherFirst, string? otherSecond, bool isTaken)
    {
        var (connecting, accepting) = await MeetAsync(new ClusterKeys(first, second), new ClusterKeys(otherFirst, otherSecond));
        Assert.Equal(isTaken, connecting is null && accepting is null);
    }

    [Fact]
    public async Task Silo_WithAnotherKey_IsRefused_AndLearnsNothing()
    {
        var (one, other) = Connection.Create();
        var accepting = SiloHandshake.AcceptAsync(other, _keys, _time);
        var connecting = SiloHandshake.ConnectAsync(one, new ClusterKeys(Other), _time);
        Assert.Equal("it has another key", (await Assert.ThrowsAsync<HandshakeException>(() => accepting.WaitAsync(Patience))).Message);
        await other.Output.CompleteAsync();
        Assert.Equal("it takes this silo's key for a wrong one", (await Assert.ThrowsAsync<HandshakeException>(() => connecting.WaitAsync(Patience))).Message);
        Assert.Equal(Hello, other.Sent);
    }

    [Fact]
    public async Task Listener_WithAnotherKey_IsNotTaken()
    {
        var (one, other) = Connection.Create();
        var connecting = SiloHandshake.ConnectAsync(one, _keys, _time);
        await TakeAsync(other, Hello);
        await other.Output.WriteAsync((byte[])[.. "GWK1"u8, .. new byte[32]]);
        await TakeAsync(other, Proof);
        await other.Output.WriteAsync(RandomNumberGenerator.GetBytes(Proof));
        Assert.Equal("it has another key", (await Assert.ThrowsAsync<HandshakeException>(() => connecting.WaitAsync(Patience))).Message);
    }

    [Fact]
    public async Task Stranger_WhoSendsBackWhatItGets_IsRefused_OnBothSides()
    {
        var (one, mirror) = Connection.Create();
        var connecting = SiloHandshake.ConnectAsync(one, _keys, _time);
        await mirror.Output.WriteAsync(await TakeAsync(mirror, Hello));
        await mirror.Output.WriteAsync(await TakeAsync(mirror, Proof));
        await Assert.ThrowsAsync<HandshakeException>(() => connecting.WaitAsync(Patience));

        var (stranger, other) = Connection.Create();
        var accepting = SiloHandshake.AcceptAsync(other, _keys, _time);
        await stranger.Output.WriteAsync((byte[])[.. "GWK1"u8, .. new byte[32]]);
        await stranger.Output.WriteAsync((await TakeAsync(stranger, Hello)).AsMemory(4));
        await Assert.ThrowsAsync<HandshakeException>(() => accepting.WaitAsync(Patience));
    }

    [Fact]
    public async Task Stranger_WhoPlaysTheListener_GetsNoProofForOne()
    {
        // What a silo proves when it connects must not open another, nor itself, to who let it connect and sends its own number.
        var (one, stranger) = Connection.Create();
        var connecting = SiloHandshake.ConnectAsync(one, _keys, _time);
        var hello = await TakeAsync(stranger, Hello);
        await stranger.Output.WriteAsync(hello);
        var proof = await TakeAsync(stranger, Proof);

        var (again, other) = Connection.Create();
        var accepting = SiloHandshake.AcceptAsync(other, _keys, _time);
        await again.Output.WriteAsync(hello);
        await TakeAsync(again, Hello);
        await again.Output.WriteAsync(proof);
        await Assert.ThrowsAsync<HandshakeException>(() => accepting.WaitAsync(Patience));
        await stranger.Output.WriteAsync(proof);
        await Assert.ThrowsAsync<HandshakeException>(() => connecting.WaitAsync(Patience));
    }

    [Fact]
    public async Task Recording_OfAGoodOne_OpensNothing()
    {
        var (one, tap) = Connection.Create();
        var (wire, other) = Connection.Create();
        var both = Task.WhenAll(SiloHandshake.ConnectAsync(one, _keys, _time), SiloHandshake.AcceptAsync(other, _keys, _time));
        var hello = await TakeAsync(tap, Hello);
        await wire.Output.WriteAsync(hello);
        await tap.Output.WriteAsync(await TakeAsync(wire, Hello));
        var proof = await TakeAsync(tap, Proof);
        await wire.Output.WriteAsync(proof);
        await tap.Output.WriteAsync(await TakeAsync(wire, Proof));
        await both.WaitAsync(Patience);

        var (replaying, listener) = Connection.Create();
        var accepting = SiloHandshake.AcceptAsync(listener, _keys, _time);
        await replaying.Output.WriteAsync(hello);
        await replaying.Output.WriteAsync(proof);
        await Assert.ThrowsAsync<HandshakeException>(() => accepting.WaitAsync(Patience));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(35)]
    [InlineData(36)]
    [InlineData(67)]
    public async Task Stranger_WhoLeavesInTheMiddle_IsRefused(int after)
    {
        var (one, other) = Connection.Create();
        var accepting = SiloHandshake.AcceptAsync(other, _keys, _time);
        byte[] all = [.. "GWK1"u8, .. new byte[32], .. new byte[32]];
        await one.Output.WriteAsync(all.AsMemory(0, after));
        await one.Output.CompleteAsync();
        Assert.StartsWith("it left without", (await Assert.ThrowsAsync<HandshakeException>(() => accepting.WaitAsync(Patience))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(36)]
    public async Task Stranger_WhoIsSlow_IsRefusedAfterFiveSeconds(int after)
    {
        var (one, other) = Connection.Create();
        var accepting = SiloHandshake.AcceptAsync(other, _keys, _time);
        byte[] all = [.. "GWK1"u8, .. new byte[32]];
        await one.Output.WriteAsync(all.AsMemory(0, after));
        _time.Advance(SiloHandshake.Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(accepting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("it was silent", (await Assert.ThrowsAsync<HandshakeException>(() => accepting.WaitAsync(Patience))).Message);
    }

    [Fact]
    public async Task Stranger_WhoSendsTooMuch_IsRefusedByItsFirstBytes_AndToldNothing()
    {
        var (one, other) = Connection.Create();
        var accepting = SiloHandshake.AcceptAsync(other, _keys, _time);
        var sending = one.Output.WriteAsync(new byte[1 << 20]).AsTask();
        Assert.Equal("it speaks without a key", (await Assert.ThrowsAsync<HandshakeException>(() => accepting.WaitAsync(Patience))).Message);
        Assert.Equal(0, other.Sent);
        await other.Input.CompleteAsync();
        await sending.WaitAsync(Patience);
    }

    private async Task<(HandshakeException? Connecting, HandshakeException? Accepting)> MeetAsync(ClusterKeys connecting, ClusterKeys accepting)
    {
        var (one, other) = Connection.Create();
        var results = await Task.WhenAll(EndAsync(SiloHandshake.ConnectAsync(one, connecting, _time), one), EndAsync(SiloHandshake.AcceptAsync(other, accepting, _time), other)).WaitAsync(Patience);
        return (results[0], results[1]);
    }

    private static async Task<HandshakeException?> EndAsync(Task handshake, Connection side)
    {
        try
        {
            await handshake;
            return null;
        }
        catch (HandshakeException e)
        {
            await side.Output.CompleteAsync();
            return e;
        }
    }

    private static async Task<byte[]> TakeAsync(IDuplexPipe side, int length)
    {
        var read = await side.Input.ReadAtLeastAsync(length).AsTask().WaitAsync(Patience);
        var bytes = read.Buffer.Slice(0, length).ToArray();
        side.Input.AdvanceTo(read.Buffer.GetPosition(length));
        return bytes;
    }

    private sealed class Connection(PipeReader input, Connection.CountingWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;

        public long Sent => output.Sent;

        public static (Connection One, Connection Other) Create()
        {
            var (there, back) = (new Pipe(), new Pipe());
            return (new Connection(back.Reader, new CountingWriter(there.Writer)), new Connection(there.Reader, new CountingWriter(back.Writer)));
        }

        internal sealed class CountingWriter(PipeWriter inner) : PipeWriter
        {
            public long Sent { get; private set; }

            public override void Advance(int bytes)
            {
                Sent += bytes;
                inner.Advance(bytes);
            }

            public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

            public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

            public override void CancelPendingFlush() => inner.CancelPendingFlush();

            public override void Complete(Exception? exception = null) => inner.Complete(exception);

            public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);
        }
    }
}
