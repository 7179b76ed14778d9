using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Hosting;

/// <summary>
/// A listener that opens no port: a silo that is alone in its cluster hears nobody, and several gateways on one machine
/// never quarrel over one.
/// </summary>
internal sealed class SilentListenerFactory : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new SilentListener(endpoint));

    /// <summary>Takes the place of every listener of Orleans' own, under the keys that it asks for them with.</summary>
    public static void Replace(IServiceCollection services)
    {
        var keys = services.Where(s => s.IsKeyedService && s.ServiceType == typeof(IConnectionListenerFactory)).Select(s => s.ServiceKey).ToArray();
        if (keys.Length == 0)
            throw new InvalidOperationException("Orleans has changed how it finds its listeners.");
        foreach (var key in keys)
        {
            services.RemoveAllKeyed<IConnectionListenerFactory>(key);
            services.AddKeyedSingleton<IConnectionListenerFactory>(key, new SilentListenerFactory());
        }
    }

    private sealed class SilentListener(EndPoint endpoint) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint => endpoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => new(_unbound.Task.WaitAsync(cancellationToken));

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound.TrySetResult(null);
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
