using Gateway.Contracts.Changes;

namespace Gateway.Origin.Tests.Fakes;

/// <summary>A journal that keeps everything, but for what a test has it forget.</summary>
internal sealed class FakeJournal : IChangeJournal
{
    private readonly Lock gate = new();
    private readonly List<Change> changes = [];
    private readonly Dictionary<string, long> latest = new(StringComparer.Ordinal);
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Forgotten { get; set; }

    public ChangePosition Position
    {
        get
        {
            lock (gate)
                return new ChangePosition("silo", 7, changes.Count);
        }
    }

    public void Report(string key, bool isRetraction = false)
    {
        TaskCompletionSource now;
        lock (gate)
        {
            changes.Add(new Change(key, changes.Count + 1, isRetraction));
            latest[key] = changes.Count;
            (now, moved) = (moved, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        now.SetResult();
    }

    public long SequenceOf(string key)
    {
        lock (gate)
            return latest.TryGetValue(key, out var sequence) ? sequence : changes.Count;
    }

    public bool Knows(string key)
    {
        lock (gate)
            return latest.ContainsKey(key);
    }

    public ChangeBatch Read(long after, int count)
    {
        lock (gate)
        {
            if (after < Forgotten || after > changes.Count)
                return new ChangeBatch([], changes.Count, IsGap: true);
            var found = changes.Skip((int)after).Take(count).ToArray();
            return new ChangeBatch([.. found], after + found.Length, IsGap: false);
        }
    }

    public Task MovedAsync(long after)
    {
        lock (gate)
            return changes.Count != after ? Task.CompletedTask : moved.Task;
    }
}
