using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Silos;
using Gateway.Origin.Tests.Fakes;
using Gateway.Syndication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Origin.Tests.Hosting;

/// <summary>The origin on Kestrel, over fake grains: HTTP/1.1 on one free port, HTTP/2 on another.</summary>
public sealed class OriginHost : IAsyncDisposable
{
    public const string Key = "alpha-key-0123456789";
    public const string OtherKey = "beta-key-0123456789";
    public const string OperatorKey = "operator-key-0123456789";

    private readonly WebApplication app;

    private OriginHost(WebApplication app, FakeStore store)
    {
        this.app = app;
        Store = store;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a)).ToArray(); // Not null: Kestrel has it.
        Address = addresses[0];
        Http2Address = addresses[1];
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public Uri Http2Address { get; }

    public HttpClient Client { get; }

    internal FakeStore Store { get; }

    public static Publication Publication { get; } = new()
    {
        PublicUrl = new Uri("https://example.org/"),
        Title = "The <Example>",
        Description = "News.",
        Language = "en",
    };

    public static async Task<OriginHost> StartAsync(TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Gateway:Publishers:alpha:Key", Key),
            new("Gateway:Publishers:beta:Key", "sha256:" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(OtherKey)))),
            new("Gateway:Publishers:chief:Key", "never-used-0123456789"),
            new("Gateway:Publishers:chief:SecondKey", OperatorKey),
            new("Gateway:Publishers:chief:Operator", "true"),
            .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)),
        ]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http2);
        });
        var store = new FakeStore(Publication, time ?? TimeProvider.System);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(Publication);
        builder.Services.AddSingleton<IGrainFactory>(new FakeGrains(store));
        builder.Services.AddSingleton<IChangeJournal>(store.Journal);
        builder.Services.AddSingleton<ISiloDirectory>(store.Silos);
        builder.Services.AddGatewayOrigin(builder.Configuration);
        var built = builder.Build();
        built.MapGatewayOrigin();
        await built.StartAsync();
        return new OriginHost(built, store);
    }

    /// <summary>Begins to stop, without waiting for the end.</summary>
    public void BeginStop() => app.Lifetime.StopApplication();

    public async Task<HttpResponseMessage> PutAsync(string slug, string? json = null, string key = Key, Action<HttpRequestMessage>? more = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/articles/{slug}")
        {
            Content = new StringContent(json ?? Record(slug), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        more?.Invoke(request);
        return await Client.SendAsync(request);
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, headers);

    /// <summary>A connection for what no client would send.</summary>
    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Sends a request as it stands, and reads until the connection ends.</summary>
    public async Task<string> RawAsync(string request)
    {
        await using var stream = await ConnectAsync();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>A GET of a target as it stands.</summary>
    public Task<string> RawGetAsync(string target) => RawAsync(
        $"GET {target} HTTP/1.1\r\nHost: {(target.StartsWith("http", StringComparison.Ordinal) ? new Uri(target).Host : "x")}\r\nConnection: close\r\n\r\n");

    public static string Record(string slug, string title = "A title", string topic = "AI") =>
        $$"""{"slug":"{{slug}}","title":"{{title}}","body_md":"Body of {{slug}}.","published_at":"2026-01-02T03:04:05Z","topics":["{{topic}}"],"canonical_source":"https://source.example/a?b=ä\u003e"}""";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
