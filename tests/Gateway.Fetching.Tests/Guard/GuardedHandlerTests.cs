using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Fetching.Guard;

namespace Gateway.Fetching.Tests.Guard;

public sealed class GuardedHandlerTests : IDisposable
{
    private static readonly GuardOptions Loopback = new() { AllowedRanges = [IPNetwork.Parse("127.0.0.0/8")] };

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private int _connections;

    public GuardedHandlerTests()
    {
        _server.Start();
        _ = ServeAsync();
    }

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("2130706433")] // The same as one number.
    [InlineData("0x7f.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("localhost")]
    public async Task Request_ToAnAddressInside_IsRefusedBeforeItConnects(string host)
    {
        using var client = new HttpClient(GuardedHandler.Create(new GuardOptions(), TimeSpan.FromSeconds(10)));

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://{host}:{Port}/")));

        Assert.IsType<ForbiddenAddressException>(refused.InnerException);
        Assert.Equal(0, Volatile.Read(ref _connections));
    }

    [Fact]
    public async Task Request_ToANameWithOneAddressInside_IsRefused()
    {
        using var client = new HttpClient(GuardedHandler.Create(new GuardOptions(), TimeSpan.FromSeconds(10), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("1.1.1.1"), IPAddress.Loopback])));

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://mixed.example:{Port}/")));

        Assert.IsType<ForbiddenAddressException>(refused.InnerException);
        Assert.DoesNotContain("127.0.0.1", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Volatile.Read(ref _connections));
    }

    // The first answer is harmless, the second is not; there is no second.
    [Fact]
    public async Task Request_ToANameThatChangesItsMind_GoesWhereItWasJudged()
    {
        var asked = 0;
        using var client = new HttpClient(GuardedHandler.Create(
            Loopback, TimeSpan.FromSeconds(10), (_, _) => Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? IPAddress.Loopback : IPAddress.Parse("10.0.0.1")])));

        using var answer = await client.GetAsync(new Uri($"http://rebinding.example:{Port}/"));

        Assert.Equal((HttpStatusCode.Found, 1), (answer.StatusCode, asked));
    }

    [Fact]
    public async Task Request_ThatIsRedirected_FollowsNothingByItself_AndKeepsNoCookie()
    {
        using var client = new HttpClient(GuardedHandler.Create(Loopback, TimeSpan.FromSeconds(10)));

        using var first = await client.GetAsync(new Uri($"http://127.0.0.1:{Port}/"));
        var second = await client.GetStringAsync(new Uri($"http://127.0.0.1:{Port}/head"));

        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        Assert.DoesNotContain("cookie", second, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("traceparent", second, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Request_ToANameOfSeveralAddresses_GoesToOneThatAnswers()
    {
        // Nobody listens there.
        using var client = new HttpClient(GuardedHandler.Create(Loopback, TimeSpan.FromSeconds(10), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback])));

        using var answer = await client.GetAsync(new Uri($"http://several.example:{Port}/"));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    // Redirects, with a cookie; "/head" gives back the request.
    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _server.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connections);
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
                var head = new StringBuilder();
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                    head.Append(line).Append('\n');
                var answer = head.ToString().StartsWith("GET /head", StringComparison.Ordinal)
                    ? $"HTTP/1.1 200 OK\r\nContent-Length: {head.Length}\r\nConnection: close\r\n\r\n{head}"
                    : "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.Latin1.GetBytes(answer));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }
}
