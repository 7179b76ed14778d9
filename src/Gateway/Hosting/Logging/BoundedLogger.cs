using System.Collections.Concurrent;
using System.Globalization;

namespace Gateway.Hosting.Logging;

/// <summary>One category's lines, see <see cref="BoundedLoggerProvider"/>.</summary>
/// <param name="inner">Writes them.</param>
/// <param name="most">Lines of one event in one window.</param>
/// <param name="time">The clock.</param>
internal sealed class BoundedLogger(ILogger inner, int most, TimeProvider time) : ILogger
{
    // What makes up the text of an event from what it is about could make any number of them.
    private const int MostEvents = 500;

    private readonly ConcurrentDictionary<(int Id, string? Name), EventLines> _events = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel < LogLevel.Information)
        {
            // Somebody asked for all of it.
            inner.Log(logLevel, eventId, state, exception, formatter);
            return;
        }

        var lines = EventOf(eventId, state);
        var (isShown, isFirstHidden) = lines.Count(time, most);
        if (isShown)
            Write(logLevel, eventId, state, exception, formatter);
        else if (isFirstHidden)
            lines.Remember(logLevel, eventId, formatter(state, null));
    }

    /// <summary>Tells of what was not shown in windows that are over.</summary>
    public void EndWindows()
    {
        foreach (var lines in _events.Values)
        {
            if (lines.TakeHidden() is not { } hidden)
                continue;
            var text = string.Create(CultureInfo.InvariantCulture, $"{hidden.Count} more lines like this one are not shown: {hidden.Text}");
            inner.Log(hidden.Level, hidden.Event, text, null, static (line, _) => line);
        }
    }

    private void Write<TState>(LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null && Surroundings.TryDescribe(exception, out var brief))
            inner.Log(level, eventId, state, null, (s, _) => $"{formatter(s, null)} ({brief})");
        else
            inner.Log(level, eventId, state, exception, formatter);
    }

    private EventLines EventOf<TState>(EventId eventId, TState state)
    {
        var name = eventId.Name ?? (eventId.Id == 0 ? Template(state) : null);
        if (_events.TryGetValue((eventId.Id, name), out var known))
            return known;
        return _events.GetOrAdd(_events.Count < MostEvents ? (eventId.Id, name) : (0, null), static _ => new EventLines());
    }

    // As Microsoft.Extensions.Logging hands it on.
    private static string? Template<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values && values[^1] is { Key: "{OriginalFormat}", Value: string template } ? template : null;
}
