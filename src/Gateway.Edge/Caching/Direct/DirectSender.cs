using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gateway.HttpCaching.Store;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge.Caching.Direct;

/// <summary>
/// Sends answers from where they are stored, without a copy of long ones. A client that takes them too slowly is cut off at
/// the rate at which the server cuts off its own.
/// </summary>
internal sealed class DirectSender
{
    // Up to here one copy is cheaper than a list of pieces.
    private const int MaximumCopy = 24 * 1_024;

    // Sent at once at most: how long a client may take for it is also how long one is waited for that takes nothing.
    private const int MaximumSend = 256 * 1_024;

    private readonly ConnectionContext _connection;
    private readonly Socket _socket;
    private readonly MinDataRate? _rate;
    private readonly TimeProvider _time;
    private long _deadline = long.MaxValue;

    public DirectSender(ConnectionContext connection, Socket socket, MinDataRate? rate, IConnectionHeartbeatFeature heartbeat, TimeProvider time)
    {
        (_connection, _socket, _rate, _time) = (connection, socket, rate, time);
        if (rate is not null)
            heartbeat.OnHeartbeat(static s => ((DirectSender)s).Look(), this);
    }

    /// <summary>Says where what follows on the connection's readiness runs.</summary>
    public void PreferWatchingThread(bool isWanted) => WatchingThread.Use(_socket, isWanted);

    /// <summary>Sends an answer. False where the connection is at its end.</summary>
    public ValueTask<bool> SendAsync(byte[] head, StoredBody? body)
    {
        try
        {
            if (body is null)
            {
                var sending = _socket.SendAsync(head.AsMemory(), SocketFlags.None);
                return sending.IsCompletedSuccessfully ? new(IsWhole(sending.Result, head.Length)) : WaitAsync(sending.AsTask(), head.Length, null);
            }

            var length = head.Length + body.Length;
            return length <= MaximumCopy ? SendCopy(head, body, (int)length) : SendPieces(head, body);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return new(false);
        }
    }

    private ValueTask<bool> SendCopy(byte[] head, StoredBody body, int length)
    {
        var copy = ArrayPool<byte>.Shared.Rent(length);
        head.CopyTo(copy, 0);
        var at = head.Length;
        foreach (var piece in body.Pieces)
        {
            piece.Span.CopyTo(copy.AsSpan(at));
            at += piece.Length;
        }

        var sending = _socket.SendAsync(copy.AsMemory(0, length), SocketFlags.None);
        if (!sending.IsCompletedSuccessfully)
            return WaitAsync(sending.AsTask(), length, copy);
        ArrayPool<byte>.Shared.Return(copy);
        return new(IsWhole(sending.Result, length));
    }

    private async ValueTask<bool> SendPieces(byte[] head, StoredBody body)
    {
        var segments = new List<ArraySegment<byte>>(body.Pieces.Length + 1) { head };
        long length = head.Length;
        try
        {
            for (var i = 0; i < body.Pieces.Length; i++)
            {
                var piece = body.Pieces[i];
                if (length + piece.Length > MaximumSend)
                {
                    if (!await SendSegments(segments, length))
                        return false;
                    // A client that takes it as fast as it comes would have it all copied there.
                    if (WatchingThread.IsHere)
                        await Task.Yield();
                    segments.Clear();
                    length = 0;
                }

                segments.Add(MemoryMarshal.TryGetArray(piece, out var segment) ? segment : piece.ToArray());
                length += piece.Length;
            }

            return await SendSegments(segments, length);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private ValueTask<bool> SendSegments(List<ArraySegment<byte>> segments, long length)
    {
        var sending = _socket.SendAsync(segments, SocketFlags.None);
        return sending.IsCompletedSuccessfully ? new(IsWhole(sending.Result, length)) : WaitAsync(sending, length, null);
    }

    private async ValueTask<bool> WaitAsync(Task<int> sending, long length, byte[]? rented)
    {
        if (_rate is not null)
        {
            var seconds = Math.Max(_rate.GracePeriod.TotalSeconds, length / _rate.BytesPerSecond);
            Volatile.Write(ref _deadline, _time.GetTimestamp() + (long)(seconds * _time.TimestampFrequency));
        }

        try
        {
            return IsWhole(await sending, length);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Volatile.Write(ref _deadline, long.MaxValue);
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // A stream's sending ends with its last byte, or not at all.
    private bool IsWhole(int sent, long length)
    {
        if (sent == length)
            return true;
        _connection.Abort(new ConnectionAbortedException("An answer could not be sent to its end."));
        return false;
    }

    private void Look()
    {
        if (_time.GetTimestamp() > Volatile.Read(ref _deadline))
            _connection.Abort(new ConnectionAbortedException("The client took its answer too slowly."));
    }
}
