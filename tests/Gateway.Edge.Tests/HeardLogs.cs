using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class HeardLogs : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Event, string Text)> _lines = new();

    /// <summary>The lines from a level on, as number and text.</summary>
    public IReadOnlyList<(int Event, string Text)> From(LogLevel level) => [.. _lines.Where(l => l.Level >= level).Select(l => (l.Event, l.Text))];

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Gateway.", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        _lines.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
    }

    public void Dispose()
    {
    }
}
