using System.Diagnostics;
using System.Globalization;
using Gateway.Benchmarks.Edge.Hits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Gateway.Benchmarks.Edge.Servers;

/// <summary>
/// Kestrel and a dictionary: the least that a .NET server can do to write these bytes. Also the origin of the caches that
/// the edge is compared with.
/// </summary>
internal static class ReplayServer
{
    /// <param name="port">Where it listens, on loopback.</param>
    /// <param name="folder">Of the documents.</param>
    /// <param name="tuned">Whether its transport is tuned for large answers from memory.</param>
    /// <param name="changesPerSecond">How often each document has another <c>ETag</c>, with no work for it at all; 0 for never.</param>
    public static WebApplication Build(int port, string folder, bool tuned, double changesPerSecond = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.AddServerHeader = false;
            if (tuned)
                kestrel.Limits.MaxResponseBufferSize = 4 << 20;
        });
        if (tuned)
        {
            builder.Services.Configure<SocketTransportOptions>(sockets =>
            {
                sockets.UnsafePreferInlineScheduling = true;
                sockets.IOQueueCount = 1;
            });
        }

        var app = builder.Build();
        var documents = CachedDocument.LoadAll(folder).ToDictionary(d => "/" + d.Path, d => (Identity: new Prepared(d.Identity, changesPerSecond), Gzip: new Prepared(d.Gzip, changesPerSecond)), StringComparer.Ordinal);
        app.Run(context => documents.TryGetValue(context.Request.Path.Value ?? "", out var document)
            ? (context.Request.Headers.AcceptEncoding.Count > 0 ? document.Gzip : document.Identity).Write(context)
            : NotFound(context));
        return app;
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private sealed class Prepared(Representation representation, double changesPerSecond)
    {
        private readonly KeyValuePair<string, StringValues>[] _fields = [.. representation.Fields.Select(f => KeyValuePair.Create(f.Key, new StringValues(f.Value)))];
        private readonly byte[] _body = representation.Body;
        private (long Version, string ETag) _current = (0, representation.ETag);

        public Task Write(HttpContext context)
        {
            var headers = context.Response.Headers;
            var match = context.Request.Headers.IfNoneMatch;
            var etag = ETag();
            var unchanged = match.Count == 1 && string.Equals(match[0], etag, StringComparison.Ordinal);
            foreach (var (name, value) in _fields)
            {
                // RFC 9110 §15.4.5: a 304 describes nothing of the content but what caches need.
                if (!unchanged || name is not ("Content-Type" or "Content-Encoding"))
                    headers[name] = value;
            }

            headers.ETag = etag;
            if (unchanged)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            headers.ContentLength = _body.Length;
            return context.Response.Body.WriteAsync(_body).AsTask();
        }

        private string ETag()
        {
            if (changesPerSecond <= 0)
                return _current.ETag;
            var version = (long)(Stopwatch.GetElapsedTime(0).TotalSeconds * changesPerSecond);
            var current = _current;
            if (current.Version != version)
                _current = current = (version, string.Create(CultureInfo.InvariantCulture, $"{representation.ETag[..^1]}-{version}\""));
            return current.ETag;
        }
    }
}
