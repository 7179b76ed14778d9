namespace Gateway.Edge.Invalidation;

/// <summary>For an edge that stores nothing.</summary>
internal sealed class NoCache : IInvalidations
{
    public void Changed(string source, long epoch, long sequence, IEnumerable<string> tags, bool drop)
    {
    }

    public Task RefreshedAsync(IEnumerable<string> tags, TimeSpan deadline) => Task.CompletedTask;

    public void Lost(string source)
    {
    }
}
