using System.CommandLine;
using Gateway.Configuration;
using Gateway.Storage;
using Gateway.Storage.Sqlite;

namespace Gateway.Commands;

/// <summary><c>backup</c>: copies the embedded store while a gateway runs on it.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("DIR") { Description = "Where to; made where missing. A copy that is there already is never overwritten." };
        var data = new Option<string?>("--data") { Description = "The gateway's data directory. Default: as configured (./data)." };
        var command = new Command("backup", """
            Copy the embedded store, as of one instant, while the gateway runs.

            The copy is checked, and appears under its name only when it is whole. To restore, start a gateway with a data
            directory that holds nothing but the copy (and publisher.key, which is not part of it).

            Exit codes: 0 copied; 1 could not be copied; 2 wrong arguments; 130 stopped by Ctrl-C.
            """)
        { target, data };
        command.SetAction((result, cancellation) => Task.Run(() => Run(result.GetRequiredValue(target), result.GetValue(data), cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(string target, string? data, CancellationToken cancellation)
    {
        try
        {
            Console.Out.WriteLine(SqliteBackup.Run(GatewayConfiguration.DataDirectory(data), target, cancellationToken: cancellation));
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped; nothing was left behind.");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failure;
        }
    }
}
