using Gateway.Contracts.Publishing;

namespace Gateway.Origin.Publishing.Bulk;

/// <summary>A record of a stream that waits for its answer.</summary>
/// <param name="change">What to do; null where the record was refused at once.</param>
/// <param name="size">Bytes that it holds.</param>
internal sealed class PendingRecord(ArticleChange? change, int size)
{
    private readonly TaskCompletionSource<ChangeAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ArticleChange? Change { get; } = change;

    public int Size { get; } = size;

    public Task<ChangeAnswer> Answer => answer.Task;

    public static PendingRecord Refused(ChangeAnswer refusal, int size)
    {
        var record = new PendingRecord(null, size);
        record.SetAnswer(refusal);
        return record;
    }

    public void SetAnswer(ChangeAnswer value) => answer.TrySetResult(value);
}
