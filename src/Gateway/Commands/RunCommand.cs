using System.Runtime.InteropServices;
using Gateway.Configuration;
using Gateway.Edge.Forwarding;
using Gateway.Hosting;
using Gateway.Hosting.Logging;

namespace Gateway.Commands;

/// <summary>Runs the gateway until a signal.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            return await Run(arguments);
        }
        catch (StartFailure e)
        {
            foreach (var line in e.Lines)
                await Console.Error.WriteLineAsync(line);
            return e.ExitCode;
        }
    }

    private static async Task<int> Run(IReadOnlyList<string> arguments)
    {
        using var configuration = Read(arguments);
        List<string> mistakes = [.. SettingsValidator.Mistakes(configuration), .. await OperatorConfiguration.MistakesAsync(configuration)];
        if (mistakes.Count > 0)
            throw new StartFailure(ExitCode.Configuration, mistakes);

        var settings = GatewaySettings.From(configuration);
        using var logs = ConsoleLogs.Create(configuration, settings.LogFormat);
        var log = logs.CreateLogger("Gateway");

        // A signal during the start is kept until there is something to stop, or nothing but waiting.
        using var starting = new CancellationTokenSource();
        var signalled = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, "SIGTERM"));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, "SIGINT"));

        if (settings.StopWithInput)
            WatchInput(signalled);
        _ = signalled.Task.ContinueWith(_ => starting.Cancel(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        try
        {
            await using (var host = await GatewayHost.StartAsync(configuration, settings, logs, starting.Token))
                await host.DrainAsync(await signalled.Task);
            Log.Stopped(log);
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (starting.IsCancellationRequested)
        {
            Log.Stopped(log);
            return ExitCode.Success;
        }
        catch (Exception e) when (e is not StartFailure)
        {
            Log.StartBroke(log, e);
            return ExitCode.Failure;
        }

        void Handle(PosixSignalContext context, string name)
        {
            // The first one drains; whoever presses Ctrl-C again means it.
            context.Cancel = signalled.TrySetResult(name) || string.Equals(name, "SIGTERM", StringComparison.Ordinal);
        }
    }

    // A thread of its own: a blocked read of a pipe would keep one of the pool.
    private static void WatchInput(TaskCompletionSource<string> signalled) => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        signalled.TrySetResult("end of input");
    })
    { IsBackground = true, Name = "Gateway input" }.Start();

    private static Microsoft.Extensions.Configuration.ConfigurationManager Read(IReadOnlyList<string> arguments)
    {
        try
        {
            return GatewayConfiguration.Read(arguments);
        }
        catch (InvalidDataException e)
        {
            throw new StartFailure(ExitCode.Configuration, e.Message, e);
        }
    }
}
