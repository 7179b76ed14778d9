using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Edge;

/// <summary>
/// An end that is announced. Once the server listens no more, each connection may bring one more request, whose answer says
/// <c>Connection: close</c>; only one that brings nothing for <see cref="Wait"/> is closed without a word. Closed at once, it might
/// be in the moment when a request is on its way, and whoever sent that could not tell whether it was taken (RFC 9112 §9.5, §9.6).
/// </summary>
internal sealed class LateRequests
{
    private bool _areLast;

    /// <summary>For how long a connection is heard after the server has stopped listening.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the server listens no more: what comes now is each connection's last request.</summary>
    public bool AreLast => Volatile.Read(ref _areLast);

    /// <summary>Has the connections of a listener closed later than the server asks for.</summary>
    public static void Use(ListenOptions listen)
    {
        var late = listen.ApplicationServices.GetRequiredService<LateRequests>();
        listen.Use(next => async connection =>
        {
            if (connection.Features.Get<IConnectionLifetimeNotificationFeature>() is not { } server)
            {
                await next(connection);
                return;
            }

            using var postponed = new PostponedClose(late, server);
            connection.Features.Set<IConnectionLifetimeNotificationFeature>(postponed);
            try
            {
                await next(connection);
            }
            finally
            {
                connection.Features.Set(server);
            }
        });
    }

    /// <summary>Has each answer from then on say that it is the connection's last. HTTP/2 has the server's GOAWAY for it.</summary>
    public static void UseAnnouncedEnd(IApplicationBuilder app)
    {
        var late = app.ApplicationServices.GetRequiredService<LateRequests>();
        app.Use((context, next) =>
        {
            if (late.AreLast && (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol)))
                context.Response.Headers.Connection = "close";
            return next(context);
        });
    }

    private sealed class PostponedClose : IConnectionLifetimeNotificationFeature, IDisposable
    {
        private readonly LateRequests _late;
        private readonly CancellationTokenSource _close = new();
        private readonly CancellationTokenRegistration _asked;

        public PostponedClose(LateRequests late, IConnectionLifetimeNotificationFeature server)
        {
            _late = late;
            ConnectionClosedRequested = _close.Token;
            _asked = server.ConnectionClosedRequested.UnsafeRegister(static asked => ((PostponedClose)asked!).Postpone(), this);
        }

        public CancellationToken ConnectionClosedRequested { get; set; }

        // Of this connection alone: the server asks all of them elsewhere.
        public void RequestClose() => _close.Cancel();

        public void Dispose()
        {
            // In this order: once the registration is gone, nothing sets the timer any more.
            _asked.Dispose();
            _close.Dispose();
        }

        private void Postpone()
        {
            Volatile.Write(ref _late._areLast, true);
            _close.CancelAfter(_late.Wait);
        }
    }
}
