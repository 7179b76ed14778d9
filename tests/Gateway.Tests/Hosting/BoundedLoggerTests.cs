using System.Net.Sockets;
using Gateway.Hosting.Logging;
using Gateway.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Hosting;

/// <summary>What one event may do to the log.</summary>
public sealed class BoundedLoggerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Heard _heard = new();
    private readonly BoundedLoggerProvider _provider;

    public BoundedLoggerTests() => _provider = new BoundedLoggerProvider(_heard, _time);

    public void Dispose() => _provider.Dispose();

    [Theory]
    [InlineData("Orleans.Grain", BoundedLoggerProvider.ForeignLines)]
    [InlineData("Gateway.Edge", BoundedLoggerProvider.Lines)]
    public void Event_ThatComesOften_IsShownSoOften_AndCounted(string category, int most)
    {
        var logger = _provider.CreateLogger(category);
        for (var i = 0; i < 1_000; i++)
            logger.LogWarning(new EventId(7, "Broken"), "Broken {Number}", i);
        logger.LogWarning(new EventId(8, "Other"), "Other");
        Assert.Equal([.. Enumerable.Range(0, most).Select(i => $"Broken {i}"), "Other"], _heard.Lines);

        _time.Advance(BoundedLoggerProvider.Window);
        Assert.Equal($"{1_000 - most} more lines like this one are not shown: Broken {most}", _heard.Lines[^1]);
        // In the next window again, and nothing is told twice.
        logger.LogWarning(new EventId(7, "Broken"), "Broken {Number}", 1_000);
        Assert.Equal("Broken 1000", _heard.Lines[^1]);
        _time.Advance(BoundedLoggerProvider.Window * 3);
        Assert.Equal("Broken 1000", _heard.Lines[^1]);
        Assert.Equal(most + 3, _heard.Lines.Count);
    }

    [Fact]
    public void Events_WithoutANumber_AreToldApartByTheirTemplates()
    {
        var logger = _provider.CreateLogger("Other.Library");
        for (var i = 0; i < 100; i++)
        {
            logger.LogWarning("One {Number}", i);
            logger.LogWarning("Two {Number}", i);
        }

        Assert.Equal(BoundedLoggerProvider.ForeignLines * 2, _heard.Lines.Count);
    }

    [Fact]
    public void Texts_ThatAreMadeUpOfWhatTheyAreAbout_AreBoundedTogether()
    {
        var logger = _provider.CreateLogger("Other.Library");
        for (var i = 0; i < 10_000; i++)
            logger.Log(LogLevel.Error, new EventId(i), "text", null, static (text, _) => text);
        Assert.InRange(_heard.Lines.Count, 100, 600);
    }

    [Fact]
    public void WhatIsHidden_AtTheEnd_IsToldOf()
    {
        var logger = _provider.CreateLogger("Orleans.Grain");
        for (var i = 0; i < 5; i++)
            logger.LogError(new EventId(1), "Broken");
        _provider.Dispose();
        Assert.Equal("2 more lines like this one are not shown: Broken", _heard.Lines[^1]);
    }

    [Fact]
    public void Details_ThatSomebodyAskedFor_AreAllShown()
    {
        var logger = _provider.CreateLogger("Orleans.Grain");
        for (var i = 0; i < 100; i++)
            logger.LogDebug(new EventId(1), "Detail");
        Assert.Equal(100, _heard.Lines.Count);
    }

    public static TheoryData<string, Exception> OfSurroundings => new()
    {
        { "SocketException: Connection refused", new SocketException((int)SocketError.ConnectionRefused) },
        { "InvalidOperationException: Grain broke < StorageException: Azure Storage: gone", new InvalidOperationException("Grain broke", new StorageException("Azure Storage: gone\r\nHeaders: a")) },
        { "TimeoutException: late", new AggregateException(new InvalidOperationException("first"), new TimeoutException("late")) },
        // What repeats what is behind it is said once.
        { "IOException: It broke: late < InvalidOperationException: x", new IOException("It broke: late", new InvalidOperationException("x", new TimeoutException("late"))) },
    };

    [Theory]
    [MemberData(nameof(OfSurroundings))]
    public void Failure_OfWhatSurroundsIt_IsALine(string brief, Exception exception)
    {
        _provider.CreateLogger("Orleans.Grain").LogError(new EventId(1), exception, "Grain {Id} broke", 5);
        Assert.Equal(["Grain 5 broke (" + brief + ")"], _heard.Lines);
        Assert.Equal([null], _heard.Exceptions);
    }

    [Fact]
    public void Failure_OfTheGatewaysOwn_KeepsItsStack()
    {
        var exception = new InvalidOperationException("own", new NotSupportedException("fault"));
        _provider.CreateLogger("Orleans.Grain").LogError(new EventId(1), exception, "Grain broke");
        Assert.Equal(["Grain broke"], _heard.Lines);
        Assert.Equal([exception], _heard.Exceptions);
    }

    private sealed class Heard : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public List<Exception?> Exceptions { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Add(formatter(state, exception));
            Exceptions.Add(exception);
        }

        public void Dispose()
        {
        }
    }
}
