using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests.Floods;

/// <summary>
/// Clients that leave a server no pause, each on threads of its own: what is measured beside them must not wait for this
/// process's pool. They end with this object.
/// </summary>
internal sealed class Flood(Uri address) : IDisposable
{
    private const int MuchReceived = 1_000_000;

    private readonly List<Thread> _threads = [];
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly ManualResetEventSlim _answered = new();
    private long _received;

    /// <summary>Ends it, for what floods by other means.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Sends the same requests again and again, without waiting for an answer, and takes the answers as they come.</summary>
    public void Pipeline(int connections, string request)
    {
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(request, Math.Max(1, 65_536 / request.Length))));
        for (var i = 0; i < connections; i++)
        {
            var socket = Connect();
            // What begins while a connection is set up may run elsewhere than what comes later.
            Send(socket, Encoding.ASCII.GetBytes(request));
            socket.Receive(new byte[1]);
            Start(() =>
            {
                while (true)
                    Send(socket, block);
            });
            Start(() => Drain(socket));
        }
    }

    /// <summary>The same, each request with another number in place of <c>{n}</c>: none finds what another has left.</summary>
    public void PipelineDistinct(int connections, string request)
    {
        for (var i = 0; i < connections; i++)
        {
            var (socket, connection) = (Connect(), i);
            Start(() =>
            {
                for (var n = 0L; ; n++)
                    Send(socket, Encoding.ASCII.GetBytes(request.Replace("{n}", string.Create(CultureInfo.InvariantCulture, $"{connection}-{n}"), StringComparison.Ordinal)));
            });
            Start(() => Drain(socket));
        }
    }

    /// <summary>Asks for more than the connection holds, and takes of it a few bytes at a time, late.</summary>
    public void TakeSlowly(int connections, string request)
    {
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(request, 200)));
        for (var i = 0; i < connections; i++)
        {
            var socket = Connect();
            socket.ReceiveBufferSize = 4_096;
            Start(() =>
            {
                Send(socket, block);
                for (var buffer = new byte[512]; socket.Receive(buffer) > 0 && !_ending.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(5));)
                {
                }
            });
        }
    }

    /// <summary>Sends what a sequence gives, and takes what comes.</summary>
    public void Send(IEnumerable<string> parts)
    {
        var socket = Connect();
        Start(() =>
        {
            foreach (var part in parts)
                Send(socket, Encoding.UTF8.GetBytes(part));
        });
        Start(() => Drain(socket));
    }

    /// <summary>Waits until it is answered.</summary>
    public void WaitUntilAnswered() => Assert.True(_answered.Wait(GatewayProcess.Patience), "The flood is not answered.");

    /// <summary>Has it end, and waits until it has.</summary>
    public void End()
    {
        _ending.Cancel();
        foreach (var socket in _sockets)
            socket.Dispose();
        foreach (var thread in _threads)
            Assert.True(thread.Join(GatewayProcess.Patience), "A client does not end.");
    }

    public void Dispose()
    {
        End();
        _ending.Dispose();
        _answered.Dispose();
    }

    private static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }

    private void Drain(Socket socket)
    {
        var buffer = new byte[262_144];
        for (int read; (read = socket.Receive(buffer)) > 0;)
        {
            if (Interlocked.Add(ref _received, read) >= MuchReceived)
                _answered.Set();
        }
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(address.Host, address.Port);
        _sockets.Add(socket);
        return socket;
    }

    private void Start(Action work)
    {
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The flood has ended, or the server has had enough of it.
            }
        }) { IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }
}
