using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Caching;

/// <summary>What tests of the cache have in common.</summary>
internal static class CacheTest
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A request for a path, with fields as pairs.</summary>
    public static async Task<HttpResponseMessage> GetAsync(this FakeOrigin edge, string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Version = edge.Client.DefaultRequestVersion, VersionPolicy = edge.Client.DefaultVersionPolicy };
        foreach (var (name, value) in fields)
            request.Headers.TryAddWithoutValidation(name, value);
        return await edge.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
    }

    /// <summary>The text of an answer to a request for a path.</summary>
    public static async Task<string> TextAsync(this FakeOrigin edge, string path, params (string Name, string Value)[] fields)
    {
        using var answer = await edge.GetAsync(path, fields);
        return await answer.Content.ReadAsStringAsync().WaitAsync(Patience);
    }

    public static string CacheStatus(this HttpResponseMessage answer) => answer.Headers.TryGetValues("Cache-Status", out var values) ? string.Join(", ", values) : "";

    /// <summary>Bytes to the edge, and all that comes back until it closes.</summary>
    public static async Task<string> RawAsync(this FakeOrigin edge, string message)
    {
        using var client = new TcpClient();
        var address = edge.Client.BaseAddress!; // Set by StartAsync.
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(message));
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync().WaitAsync(Patience);
    }

    /// <summary>An answer that is fresh for an hour.</summary>
    public static Task FreshAsync(HttpContext context, string text)
    {
        context.Response.Headers.CacheControl = "max-age=3600";
        return context.Response.WriteAsync(text);
    }

    public static string Text(this int number) => number.ToString(CultureInfo.InvariantCulture);

    public static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
