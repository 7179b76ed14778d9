using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Tests.Silos;

/// <summary>A silo's origin that a test plays, over TCP as between machines.</summary>
internal sealed class FakeSilo : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Channel<HttpContext> _streams = Channel.CreateUnbounded<HttpContext>();
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpContext? _stream;
    private int _asked;

    private FakeSilo(string name, int port, Action<ListenOptions>? listen)
    {
        Name = name;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port, l =>
        {
            l.Protocols = HttpProtocols.Http2;
            listen?.Invoke(l);
        }));
        _application = builder.Build();
        _application.Run(ServeAsync);
    }

    public string Name { get; }

    public Uri Address { get; private set; } = new("http://invalid.example/");

    /// <summary>What it answers; by default its name, for a minute.</summary>
    public RequestDelegate? Answer { get; set; }

    /// <summary>What it says in <c>Gateway-Refused</c> to whatever is asked; null where it refuses nobody.</summary>
    public string? Refusal { get; set; }

    /// <summary>Every request so far, the listener's too: its method, its target as it came, and what it carried as a proof.</summary>
    public ConcurrentQueue<(string Method, string Target, string? Proof)> Requests { get; } = new();

    /// <summary>Requests of readers and publishers so far.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Starts one; at a port that one had before, where it is given.</summary>
    public static async Task<FakeSilo> StartAsync(string name, int port = 0, Action<ListenOptions>? listen = null)
    {
        var silo = new FakeSilo(name, port, listen);
        await silo._application.StartAsync();
        silo.Address = new Uri(silo._application.Urls.First() + "/");
        return silo;
    }

    /// <summary>As a member that a line names.</summary>
    public string Member(bool isJoining = false) => $$"""{"name":"{{Name}}","address":"{{Address}}"{{(isJoining ? ",\"joining\":true" : "")}}}""";

    /// <summary>Waits until an edge listens, and says who it is and which silos there are. Gives what the edge asked for.</summary>
    public async Task<string> ListenAsync(long version, params string[] members)
    {
        _stream = await _streams.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        await SayAsync($$"""{"silo":"{{Name}}","epoch":1,"sequence":0}""");
        await TellAsync(version, members);
        return _stream.Request.QueryString.Value ?? "";
    }

    /// <summary>Says which silos there are.</summary>
    public Task TellAsync(long version, params string[] members) => SayAsync($$$"""{"sequence":0,"silos":{"version":{{{version}}},"members":[{{{string.Join(',', members)}}}]}}""");

    /// <summary>Says a line.</summary>
    public Task SayAsync(string line) => _stream is null ? throw new InvalidOperationException("Nobody listens.") : _stream.Response.WriteAsync(line + "\n");

    public async ValueTask DisposeAsync()
    {
        _stopping.TrySetResult();
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    private Task ServeAsync(HttpContext context)
    {
        var fields = context.Request.Headers;
        Requests.Enqueue((context.Request.Method, context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "", fields.TryGetValue("Gateway-Proof", out var proof) ? proof.ToString() : null));
        if (Refusal is { } refusal)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers["Gateway-Refused"] = refusal;
            return Task.CompletedTask;
        }

        return context.Request.Path == "/internal/changes" ? StreamAsync(context) : AnswerAsync(context);
    }

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (Answer is { } answer)
            return answer(context);
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(Name);
    }

    private async Task StreamAsync(HttpContext context)
    {
        await context.Response.StartAsync();
        await _streams.Writer.WriteAsync(context);
        await Task.WhenAny(_stopping.Task, Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
    }
}
