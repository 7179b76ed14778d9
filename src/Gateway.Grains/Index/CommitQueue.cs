namespace Gateway.Grains.Index;

/// <summary>
/// Lets concurrent callers share commits: one commit runs at a time, and all that arrive meanwhile form the next one.
/// Belongs to one grain; everything happens on its scheduler.
/// </summary>
/// <param name="commit">Stores a batch; what it throws reaches every caller of the batch.</param>
/// <param name="most">Items of a batch at most, unless one caller alone brings more.</param>
internal sealed class CommitQueue<TItem>(Func<IReadOnlyList<TItem>, Task> commit, int most)
{
    private readonly Queue<(IReadOnlyList<TItem> Items, TaskCompletionSource Done)> _waiting = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Completes, never failing, when the commit that runs now is over.</summary>
    public Task Running => _running;

    /// <summary>Completes once the items are committed.</summary>
    public Task Commit(IReadOnlyList<TItem> items)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((items, done));
        if (_running.IsCompleted)
            _running = Run();
        return done.Task;
    }

    private async Task Run()
    {
        // Callers that are on their way already join the first commit.
        await Task.Yield();
        while (_waiting.Count > 0)
        {
            var callers = new List<TaskCompletionSource>();
            var items = new List<TItem>();
            while (_waiting.TryPeek(out var next) && (callers.Count == 0 || items.Count + next.Items.Count <= most))
            {
                _waiting.Dequeue();
                callers.Add(next.Done);
                items.AddRange(next.Items);
            }

            try
            {
                await commit(items);
                callers.ForEach(caller => caller.SetResult());
            }
            catch (Exception exception)
            {
                callers.ForEach(caller => caller.SetException(exception));
            }
        }
    }
}
