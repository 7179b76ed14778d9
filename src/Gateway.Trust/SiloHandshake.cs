using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Gateway.Trust;

/// <summary>The other side of a connection between silos does not prove that it knows the cluster's key. The message says why, for operators.</summary>
/// <param name="message">Why.</param>
public sealed class HandshakeException(string message) : Exception(message);

/// <summary>
/// What two silos say to each other before anything else: each proves that it knows the cluster's key, without sending it, for this
/// connection alone.
/// <code>
/// connecting -> listening   "GWK1", 32 random bytes C
/// listening  -> connecting  "GWK1", 32 random bytes L
/// connecting -> listening   HMAC-SHA256(key, "… connecting" C L)
/// listening  -> connecting  HMAC-SHA256(key, "… listening"  C L)
/// </code>
/// A proof is good for two random numbers, one of which is new with each connection, so that none can be repeated; and for one role, so
/// that none can be sent back to who made it. Who listens proves nothing to a stranger. Somebody between the two can still pass all of
/// it on, and then read and change what follows: against that there is TLS, within which this takes place where both are configured.
/// </summary>
public static class SiloHandshake
{
    /// <summary>For all of it: a stranger holds no connection for longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int NonceLength = 32;

    private static ReadOnlySpan<byte> Magic => "GWK1"u8;

    private static ReadOnlySpan<byte> Connecting => "gateway cluster key 1: silo connecting"u8;

    private static ReadOnlySpan<byte> Listening => "gateway cluster key 1: silo listening"u8;

    /// <summary>The part of who connects. Reads not a byte past it.</summary>
    /// <exception cref="HandshakeException">The other side is none of the cluster's, or took longer than <see cref="Patience"/>.</exception>
    public static Task ConnectAsync(IDuplexPipe transport, ClusterKeys keys, TimeProvider time) => WithPatienceAsync(ConnectAsync, transport, keys, time);

    /// <summary>The part of who listens. Reads not a byte past it.</summary>
    /// <exception cref="HandshakeException">The other side is none of the cluster's, or took longer than <see cref="Patience"/>.</exception>
    public static Task AcceptAsync(IDuplexPipe transport, ClusterKeys keys, TimeProvider time) => WithPatienceAsync(AcceptAsync, transport, keys, time);

    private static async Task WithPatienceAsync(Func<IDuplexPipe, ClusterKeys, CancellationToken, Task> part, IDuplexPipe transport, ClusterKeys keys, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(time);
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await part(transport, keys, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new HandshakeException("it was silent");
        }
    }

    private static async Task ConnectAsync(IDuplexPipe transport, ClusterKeys keys, CancellationToken cancellation)
    {
        var mine = RandomNumberGenerator.GetBytes(NonceLength);
        await WriteAsync(transport.Output, [.. Magic, .. mine], cancellation);
        var theirs = await HelloAsync(transport.Input, cancellation);
        await WriteAsync(transport.Output, keys.Mac(Message(Connecting, mine, theirs)), cancellation);
        var proof = await ReadAsync(transport.Input, HMACSHA256.HashSizeInBytes, cancellation) ?? throw new HandshakeException("it takes this silo's key for a wrong one");
        if (!keys.Knows(proof, Message(Listening, mine, theirs)))
            throw new HandshakeException("it has another key");
    }

    private static async Task AcceptAsync(IDuplexPipe transport, ClusterKeys keys, CancellationToken cancellation)
    {
        var theirs = await HelloAsync(transport.Input, cancellation);
        var mine = RandomNumberGenerator.GetBytes(NonceLength);
        await WriteAsync(transport.Output, [.. Magic, .. mine], cancellation);
        var proof = await ReadAsync(transport.Input, HMACSHA256.HashSizeInBytes, cancellation) ?? throw new HandshakeException("it left without a proof of the key");
        if (!keys.Knows(proof, Message(Connecting, theirs, mine)))
            throw new HandshakeException("it has another key");
        await WriteAsync(transport.Output, keys.Mac(Message(Listening, theirs, mine)), cancellation);
    }

    private static byte[] Message(ReadOnlySpan<byte> role, byte[] connecting, byte[] listening) => [.. role, .. connecting, .. listening];

    private static async Task<byte[]> HelloAsync(PipeReader input, CancellationToken cancellation)
    {
        // First that alone: what a silo without a key says may be shorter than what follows.
        var magic = await ReadAsync(input, Magic.Length, cancellation);
        if (magic?.AsSpan().SequenceEqual(Magic) is false)
            throw new HandshakeException("it speaks without a key");
        return (magic is null ? null : await ReadAsync(input, NonceLength, cancellation)) ?? throw new HandshakeException("it left without a word of the key");
    }

    private static async Task WriteAsync(PipeWriter output, byte[] bytes, CancellationToken cancellation) => await output.WriteAsync(bytes, cancellation);

    // So many bytes and no more: those behind them are for who comes next. Null where the other side ended before.
    private static async Task<byte[]?> ReadAsync(PipeReader input, int length, CancellationToken cancellation)
    {
        var read = await input.ReadAtLeastAsync(length, cancellation);
        if (read.Buffer.Length < length)
        {
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            // Cancelled from within: the connection is being closed.
            return null;
        }

        var bytes = read.Buffer.Slice(0, length).ToArray();
        input.AdvanceTo(read.Buffer.GetPosition(length));
        return bytes;
    }
}
