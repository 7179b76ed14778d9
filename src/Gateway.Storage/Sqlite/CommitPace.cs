using System.Diagnostics;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// How long a commit is held open for company. Writers that one commit has served come back about together, some before
/// the others; a commit that starts with the first of them makes the rest wait for a second flush. So, while fewer are
/// here than usual, the commit waits for a share of what a commit costs. There is no fixed delay: alone, a writer
/// never waits, and on a fast disk nobody waits long.
/// </summary>
internal sealed class CommitPace(double share)
{
    private double _writes = 1;
    private double _seconds;

    public void Committed(int writes, TimeSpan elapsed)
    {
        _writes += (writes - _writes) / 8;
        _seconds += (elapsed.TotalSeconds - _seconds) / 8;
    }

    /// <summary>True: more writes wait. <paramref name="start"/>: when the transaction began.</summary>
    public bool AwaitMore(WriteQueue queue, int writes, long start)
    {
        if (queue.HasWrites)
            return true;
        if (share == 0 || writes >= Math.Floor(_writes))
            return false;

        // What is longer than a thread can sleep for is slept: those waited for need the core. The rest only yields it.
        var spin = new SpinWait();
        while (!queue.IsClosed && (_seconds * share) - Stopwatch.GetElapsedTime(start).TotalSeconds is > 0 and var left)
        {
            if (left >= 0.001)
                queue.WaitForWrites((int)(left * 1000));
            else
                spin.SpinOnce(sleep1Threshold: -1);
            if (queue.HasWrites)
                return true;
        }

        return false;
    }
}
