using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Benchmarks.Edge.Load;

/// <summary>One connection of a load: a request at a time.</summary>
internal sealed class LoadConnection(LoadPlan plan) : IDisposable
{
    private readonly AnswerReader _reader = new();
    private readonly bool _numbered = plan.Path.Contains("{n}", StringComparison.Ordinal) || plan.Fields.Any(f => f.Contains("{n}", StringComparison.Ordinal));
    private Socket _socket = Connect(plan.Port);
    private byte[] _request = [];
    private byte[]? _requestETag;

    /// <summary>When the request under way was due.</summary>
    public long Due { get; private set; }

    public int Descriptor => (int)_socket.Handle;

    public AnswerReader Answer => _reader;

    /// <summary>Sends; false when the connection is broken.</summary>
    public bool Send(long due, int number)
    {
        Due = due;
        if (_numbered || _request.Length == 0 || (plan.Polls && !ReferenceEquals(_requestETag, _reader.ETag)))
            _request = Request(number);
        _reader.Begin();
        _socket.Send(_request, SocketFlags.None, out var error);
        return error is SocketError.Success;
    }

    /// <summary>Reads what has come. True when the answer is whole, null when the connection is broken.</summary>
    public bool? Receive(byte[] buffer, ref long bytes)
    {
        while (true)
        {
            var length = _socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock)
                return false;
            if (error is not SocketError.Success || length == 0)
                return null;
            bytes += length;
            if (_reader.Take(buffer.AsSpan(0, length)))
                return true;
        }
    }

    public void Reconnect()
    {
        _socket.Dispose();
        _socket = Connect(plan.Port);
    }

    public void Dispose() => _socket.Dispose();

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        socket.Blocking = false;
        return socket;
    }

    private byte[] Request(int number)
    {
        var text = new StringBuilder($"GET {plan.Path} HTTP/1.1\r\nHost: 127.0.0.1:{plan.Port}\r\n");
        foreach (var field in plan.Fields)
            text.Append(field).Append("\r\n");
        _requestETag = _reader.ETag;
        if (plan.Polls && _requestETag is { } etag)
            text.Append("If-None-Match: ").Append(Encoding.Latin1.GetString(etag)).Append("\r\n");
        return Encoding.Latin1.GetBytes(text.Append("\r\n").Replace("{n}", number.ToString(CultureInfo.InvariantCulture)).ToString());
    }
}
