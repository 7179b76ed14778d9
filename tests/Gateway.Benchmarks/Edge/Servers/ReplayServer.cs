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
    public static WebApplication Build(int port, string folder, bool tuned)
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
        var documents = CachedDocument.LoadAll(folder).ToDictionary(d => "/" + d.Path, d => (Identity: new Prepared(d.Identity), Gzip: new Prepared(d.Gzip)), StringComparer.Ordinal);
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

    private sealed class Prepared(Representation representation)
    {
        private readonly KeyValuePair<string, StringValues>[] _fields = [.. representation.Fields.Select(f => KeyValuePair.Create(f.Key, new StringValues(f.Value)))];
        private readonly string _etag = representation.ETag;
        private readonly byte[] _body = representation.Body;

        public Task Write(HttpContext context)
        {
            var headers = context.Response.Headers;
            var match = context.Request.Headers.IfNoneMatch;
            var unchanged = match.Count == 1 && string.Equals(match[0], _etag, StringComparison.Ordinal);
            foreach (var (name, value) in _fields)
            {
                // RFC 9110 §15.4.5: a 304 describes nothing of the content but what caches need.
                if (!unchanged || name is not ("Content-Type" or "Content-Encoding"))
                    headers[name] = value;
            }

            if (unchanged)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            headers.ContentLength = _body.Length;
            return context.Response.Body.WriteAsync(_body).AsTask();
        }
    }
}
