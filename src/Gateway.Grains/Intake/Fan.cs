namespace Gateway.Grains.Intake;

/// <summary>Does many things at a time, on the caller's scheduler (<see cref="Parallel"/> would leave the grain's).</summary>
internal static class Fan
{
    /// <summary>Runs <paramref name="action"/> for each index below <paramref name="count"/>, <paramref name="width"/> at a time at most. It must not throw.</summary>
    public static async Task Out(int count, int width, Func<int, Task> action)
    {
        var next = 0;
        var lines = new Task[Math.Min(width, count)];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = Line();
        await Task.WhenAll(lines);

        async Task Line()
        {
            while (next < count)
                await action(next++);
        }
    }
}
