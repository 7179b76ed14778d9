using System.Net;
using System.Net.Sockets;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Storage;
using Gateway.Storage.AzureStorage;

namespace Gateway.Hosting;

/// <summary>
/// What has to be so before a silo joins a cluster: its port free, its storage there, its name nobody else's. Orleans shares its port
/// with whoever has it, gives up where the storage is away for a while, and takes two silos of one name.
/// </summary>
internal sealed class SiloPreparation(GatewaySettings settings, GatewayStatus status, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Telling = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Knock = TimeSpan.FromSeconds(2);

    /// <summary>Returns once all of it is so.</summary>
    /// <exception cref="StartFailure">It will not be by waiting.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (settings.Storage != StorageProvider.AzureStorage || settings.Role == GatewayRole.Edge)
            return;
        var name = SiloComposition.NameOf(settings);
        EnsurePortIsFree(SiloComposition.ListensAt(settings));
        var connection = SiloComposition.Connection(settings);
        await WaitForStorageAsync(connection, cancellation);
        foreach (var other in await AzureStorageStart.NamesakesAsync(connection, settings.Cluster.Id, name, cancellation))
        {
            // One that died leaves its name behind, and has nobody who answers.
            if (await AnswersAsync(other, cancellation))
                throw new StartFailure(ExitCode.Configuration, $"{SiloHostOptions.Section}:Name: \"{name}\" is the name of another silo of the cluster, which is alive at {other}. Give each silo its own.");
        }
    }

    private async Task WaitForStorageAsync(AzureStorageConnection connection, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        long? told = null;
        while (true)
        {
            try
            {
                await AzureStorageStart.OpenAsync(connection, cancellation);
                if (told is not null)
                    Log.StorageThere(log, time.GetElapsedTime(began).TotalSeconds);
                status.Waiting = null;
                return;
            }
            catch (StorageException e) when (e.IsRetryable)
            {
                status.Waiting = "without storage: " + e.Message;
                if (told is null || time.GetElapsedTime(told.Value) >= Telling)
                {
                    Log.WaitingForStorage(log, e.Message);
                    told = time.GetTimestamp();
                }
            }
            catch (StorageException e)
            {
                throw new StartFailure(ExitCode.Failure, $"{StorageProviderOptions.Section}:ConnectionString: {e.Message}", e);
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static void EnsurePortIsFree(IPEndPoint endpoint)
    {
        using var probe = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(endpoint);
            probe.Listen(1);
        }
        catch (SocketException e)
        {
            throw new StartFailure(ExitCode.Failure, $"{SiloHostOptions.Section}:Port: cannot listen at {endpoint}: {e.Message}.", e);
        }
    }

    private async Task<bool> AnswersAsync(IPEndPoint silo, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), patience, Knock, Timeout.InfiniteTimeSpan); // Not null: it is the source.
        using var knock = new Socket(silo.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await knock.ConnectAsync(silo, patience.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
