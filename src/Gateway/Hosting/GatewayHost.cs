using System.Diagnostics;
using System.Net.Sockets;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Edge;
using Gateway.Management;

namespace Gateway.Hosting;

/// <summary>
/// A whole gateway in this process. Management starts first and stops last; between them, what stands nearer to the
/// reader stops before what it needs, so that no accepted request loses the ground under it.
/// </summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private static readonly Task<WebApplication?> Nothing = Task.FromResult<WebApplication?>(null);

    private readonly GatewaySettings _settings;
    private readonly GatewayStatus _status = new();
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private readonly List<(string Name, WebApplication Application)> _running = [];
    private readonly DataDirectory? _data;
    private readonly CancellationTokenSource _ending = new();
    private Task _announcing = Task.CompletedTask;

    private GatewayHost(GatewaySettings settings, ILoggerFactory logs, DataDirectory? data)
    {
        _settings = settings;
        _logs = logs;
        _log = logs.CreateLogger("Gateway");
        _data = data;
    }

    /// <summary>Starts everything. Of a cluster's part others decide when it is ready, which is told then.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="settings">What the executable acts upon.</param>
    /// <param name="logs">The one factory of loggers.</param>
    /// <param name="cancellation">Ends what would only wait; a start that goes on goes on.</param>
    /// <exception cref="StartFailure">Something that the operator can put right.</exception>
    /// <exception cref="OperationCanceledException">It was to end while it waited.</exception>
    public static async Task<GatewayHost> StartAsync(ConfigurationManager configuration, GatewaySettings settings, ILoggerFactory logs, CancellationToken cancellation)
    {
        var host = new GatewayHost(settings, logs, settings.KeepsData ? DataDirectory.Open(settings.DataDirectory) : null);
        try
        {
            await host.StartAsync(configuration, cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(ConfigurationManager configuration, CancellationToken cancellation)
    {
        if (_settings.Role != GatewayRole.Edge)
            ProvidePublisher(configuration);
        var socket = _settings.Role == GatewayRole.All ? _data?.PrepareSocket() : null;

        var management = ManagementApplication.Build(configuration, _logs, _settings, _status);
        await Start("management", management, ManagementOptions.Section + ":Urls", _settings.Management.Urls);

        await new SiloPreparation(_settings, _status, _log, TimeProvider.System).RunAsync(cancellation);

        // Each takes its time to load: side by side.
        var origin = _settings.Role == GatewayRole.Edge ? Nothing : Task.Run(() => StartOrigin(configuration, socket));
        var edge = _settings.Role == GatewayRole.Silo ? Nothing : Task.Run(() => StartEdge(configuration, socket));
        await Task.WhenAll(origin, edge);

        // What starting took is garbage now, some tens of megabytes of it; it goes back to the system before the first
        // request rather than with one.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _status.Silo = (await origin)?.Services;
        _status.Edge = (await edge)?.Services;
        _status.Phase = GatewayPhase.Ready;
        var serving = await edge ?? await origin ?? throw new InvalidOperationException("A role runs something.");
        using var process = Process.GetCurrentProcess();
        var elapsed = TimeProvider.System.GetUtcNow().UtcDateTime - process.StartTime.ToUniversalTime();
        Log.Started(_log, (long)elapsed.TotalMilliseconds, string.Join(' ', serving.Urls), _settings.Publication.PublicUrl, string.Join(' ', management.Urls), Keeping());
        if (_settings.Role == GatewayRole.All)
            WarnOfLinksElsewhere(configuration, [.. serving.Urls]);
        if (_settings.Role == GatewayRole.Silo && _data is not null)
            Log.AloneAsASilo(_log, _data.Path);
        _announcing = AnnounceAsync();
    }

    private async Task AnnounceAsync()
    {
        try
        {
            await new Announcement(_status, TimeProvider.System).RunAsync(reason => Log.NotReady(_log, reason), _ending.Token);
            Log.Ready(_log);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // It ends before it was ready.
        }
    }

    private async Task<WebApplication?> StartOrigin(ConfigurationManager configuration, string? socket)
    {
        var app = OriginApplication.Build(configuration, _logs, _settings, socket);
        await Start("origin", app, socket is null ? "urls" : "the origin's socket", socket ?? _settings.Urls);
        return app;
    }

    private async Task<WebApplication?> StartEdge(ConfigurationManager configuration, string? socket)
    {
        var app = EdgeApplication.Build(configuration, _logs, _settings.Urls, socket is null ? EdgeOrigin.Cluster(_settings.Origins) : EdgeOrigin.Socket(socket), _settings.Drain.Timeout);
        await Start("edge", app, "urls", _settings.Urls);
        return app;
    }

    private string Keeping() => _data?.Path ?? (_settings.Role == GatewayRole.Edge ? "the silos" : "Azure Storage");

    /// <summary>Finishes what was accepted, from the outside in.</summary>
    public async Task DrainAsync(string signal)
    {
        await StopAnnouncingAsync();
        _status.Phase = GatewayPhase.Draining;
        Log.Draining(_log, signal, _settings.Drain.Timeout);
        if (_settings.Drain.Delay > TimeSpan.Zero)
            await Task.Delay(_settings.Drain.Delay, TimeProvider.System);

        foreach (var name in (string[])["edge", "origin"])
            await Stop(name);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAnnouncingAsync();
        foreach (var name in (string[])["edge", "origin", "management"])
            await Stop(name);
        _data?.Dispose();
        _ending.Dispose();
    }

    private async Task StopAnnouncingAsync()
    {
        await _ending.CancelAsync();
        await _announcing;
    }

    // A default that leads nowhere is no choice of the operator's; one that they made may well name a proxy's port.
    private void WarnOfLinksElsewhere(ConfigurationManager configuration, IReadOnlyList<string> urls)
    {
        var port = _settings.Publication.PublicUrl.Port;
        if (configuration[$"{GatewayOptions.Section}:{nameof(GatewayOptions.PublicUrl)}"] is null && urls.All(u => new Uri(u).Port != port))
            Log.PublicUrlElsewhere(_log, _settings.Publication.PublicUrl, string.Join(' ', urls));
    }

    private void ProvidePublisher(ConfigurationManager configuration)
    {
        // Beside other silos a key in a file would be this one's alone.
        if (_settings.HasPublishers || _data is null)
        {
            if (File.Exists(_data?.KeyFile))
                Log.KeyIgnored(_log, _data.KeyFile);
            if (!_settings.HasPublishers)
                Log.NoPublisherOfCluster(_log);
            return;
        }

        var key = _data.ReadOrCreateKey(out var created);
        if (key is null)
            Log.NoPublisher(_log, _data.KeyFile);
        else
            configuration.AddInMemoryCollection([new(PublisherKeyOptions.Section + ":default:Key", key)]);
        if (created)
            Log.KeyCreated(_log, _data.KeyFile);
    }

    private async Task Start(string name, WebApplication application, string key, string value)
    {
        lock (_running)
            _running.Add((name, application));
        try
        {
            await application.StartAsync();
        }
        catch (IOException e) when (e.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new StartFailure(ExitCode.Failure, $"{key}: cannot listen at {value}: {e.GetBaseException().Message}.", e);
        }
        catch (SocketException e)
        {
            throw new StartFailure(ExitCode.Failure, $"{key}: cannot listen at {value}: {e.Message}.", e);
        }
        catch (Exception e) when (StartFailure.Explain(e) is { } explained)
        {
            throw new StartFailure(explained.ExitCode, explained.Lines, e);
        }
    }

    private async Task Stop(string name)
    {
        WebApplication? application;
        lock (_running)
        {
            application = _running.Find(r => string.Equals(r.Name, name, StringComparison.Ordinal)).Application;
            _running.RemoveAll(r => string.Equals(r.Name, name, StringComparison.Ordinal));
        }

        if (application is null)
            return;
        if (name is "origin")
            _status.Silo = null;
        if (name is "edge")
            _status.Edge = null;
        try
        {
            await application.StopAsync();
            await application.DisposeAsync();
        }
        catch (Exception e)
        {
            Log.StopFailed(_log, e, name);
        }
    }
}
