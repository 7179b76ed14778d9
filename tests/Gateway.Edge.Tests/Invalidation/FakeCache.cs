using System.Collections.Concurrent;
using System.Threading.Channels;
using Gateway.Edge.Invalidation;

namespace Gateway.Edge.Tests.Invalidation;

/// <summary>Writes down what it is told.</summary>
internal sealed class FakeCache : IInvalidations
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _all = new();

    /// <summary>What it was told so far.</summary>
    public IReadOnlyList<string> All => [.. _all];

    /// <summary>What waiting for a refresh takes.</summary>
    public Func<Task> Refresh { get; set; } = () => Task.CompletedTask;

    /// <summary>What is told next.</summary>
    public async Task<string> NextAsync() => await _told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public void Changed(string source, long epoch, long sequence, IEnumerable<string> tags, bool drop)
    {
        var names = string.Join('+', tags);
        Tell(names.Length == 0 ? $"open {source}:{epoch}:{sequence}" : $"{(drop ? "drop" : "stale")} {names} {source}:{epoch}:{sequence}");
    }

    public Task RefreshedAsync(IEnumerable<string> tags, TimeSpan deadline)
    {
        Tell($"refreshed {string.Join('+', tags)} within {deadline.TotalMilliseconds}");
        return Refresh();
    }

    public void Lost(string source) => Tell("lost " + source);

    public void Missed() => Tell("missed");

    private void Tell(string what)
    {
        _all.Enqueue(what);
        _told.Writer.TryWrite(what);
    }
}
