using System.Globalization;
using Spectre.Console;

namespace Gateway.Commands.Import;

/// <summary>Shows how far an import is: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal static class ImportProgress
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    public static bool HasTerminal => AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi && !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    /// <summary>Shows the progress of an import until its end, which is the import's own however the showing went.</summary>
    public static async Task Follow(Task import, ImportCount count, IReadOnlyList<LineReader> files, TimeProvider time)
    {
        try
        {
            await (HasTerminal ? Bar(import, count, files, time) : Lines(import, count, time));
        }
        catch (Exception e)
        {
            // Terminals differ: one that the bar cannot live with is no reason to stop.
            await Console.Out.WriteLineAsync($"No progress can be shown: {e.Message}");
        }

        await import;
    }

    /// <summary>Writes a line to standard error; on a terminal so that the bar, which would be drawn over it, makes room first.</summary>
    public static void WriteLine(string line)
    {
        try
        {
            if (HasTerminal)
            {
                AnsiConsole.WriteLine(line);
                return;
            }
        }
        catch (Exception)
        {
            // As with the bar: a terminal that is too odd for it still takes lines.
        }

        Console.Error.WriteLine(line);
    }

    private static Task Bar(Task import, ImportCount count, IReadOnlyList<LineReader> files, TimeProvider time)
    {
        var known = files.All(f => f.Length is not null);
        return AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var start = time.GetTimestamp();
                var bar = context.AddTask(Description(), maxValue: known ? Math.Max(1, files.Sum(f => f.Length ?? 0)) : 1);
                bar.IsIndeterminate = !known;
                using var timer = new PeriodicTimer(BarInterval, time);
                while (!import.IsCompleted)
                {
                    var tick = timer.WaitForNextTickAsync().AsTask();
                    await Task.WhenAny(import, tick);
                    bar.Description = Description();
                    if (known)
                        bar.Value = files.Sum(f => f.Position);
                }

                string Description()
                {
                    var seconds = Math.Max(0.001, time.GetElapsedTime(start).TotalSeconds);
                    return string.Create(CultureInfo.InvariantCulture, $"{count.Answered:N0} records, {count.Answered / seconds:N0}/s, {count.Rejected:N0} rejected");
                }
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
    }
}
