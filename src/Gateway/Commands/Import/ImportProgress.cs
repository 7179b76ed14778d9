using System.Globalization;
using Spectre.Console;

namespace Gateway.Commands.Import;

/// <summary>Shows how far an import is: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal static class ImportProgress
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    public static bool HasTerminal => AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi && !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    public static Task Follow(Task import, ImportCount count, IReadOnlyList<LineReader> files, TimeProvider time) =>
        HasTerminal ? Bar(import, count, files, time) : Lines(import, count, time);

    private static Task Bar(Task import, ImportCount count, IReadOnlyList<LineReader> files, TimeProvider time)
    {
        var known = files.All(f => f.Length is not null);
        return AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("", maxValue: known ? Math.Max(1, files.Sum(f => f.Length ?? 0)) : 1);
                bar.IsIndeterminate = !known;
                var start = time.GetTimestamp();
                using var timer = new PeriodicTimer(BarInterval, time);
                while (!import.IsCompleted)
                {
                    var tick = timer.WaitForNextTickAsync().AsTask();
                    await Task.WhenAny(import, tick);
                    var seconds = Math.Max(0.001, time.GetElapsedTime(start).TotalSeconds);
                    bar.Description = string.Create(CultureInfo.InvariantCulture, $"{count.Answered:N0} records, {count.Answered / seconds:N0}/s, {count.Rejected:N0} rejected");
                    if (known)
                        bar.Value = files.Sum(f => f.Position);
                }

                await import;
            });
    }

    private static async Task Lines(Task import, ImportCount count, TimeProvider time)
    {
        using var timer = new PeriodicTimer(LineInterval, time);
        var tick = timer.WaitForNextTickAsync().AsTask();
        while (await Task.WhenAny(import, tick) == tick)
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count.Answered:N0} records, {count.Rejected:N0} rejected"));
            tick = timer.WaitForNextTickAsync().AsTask();
        }

        await import;
    }
}
