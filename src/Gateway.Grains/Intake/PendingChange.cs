using Gateway.Contracts.Articles;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Publishing;

namespace Gateway.Grains.Intake;

/// <summary>A change on its way through a partition. Used on the grain's own scheduler only.</summary>
internal sealed class PendingChange
{
    // About what the change costs in memory beside its record.
    private const int Overhead = 512;

    private readonly TaskCompletionSource<ChangeOutcome> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PendingChange(ArticleChange change, Track track = Track.Bulk)
    {
        Track = track;
        Slug = change.Slug;
        Change = change;
        Bytes = Weigh(change);
    }

    /// <summary>One that the journal brought back.</summary>
    public PendingChange(string slug, long sequence, ArticleChange? change, JournalSlot slot)
    {
        Slug = slug;
        Sequence = sequence;
        Change = change;
        Slot = slot;
        Bytes = change is null ? Overhead : Weigh(change);
    }

    /// <summary>Which way it goes.</summary>
    public Track Track { get; }

    public string Slug { get; }

    public int Bytes { get; }

    /// <summary>The change; null once the article has applied it, and where only the journal knows of it.</summary>
    public ArticleChange? Change { get; private set; }

    /// <summary>0 until it is written down.</summary>
    public long Sequence { get; set; }

    /// <summary>The journal row that holds it; null until it is written down.</summary>
    public JournalSlot? Slot { get; set; }

    /// <summary>What the article decided; null until it did.</summary>
    public ArticleVerdict? Verdict { get; private set; }

    /// <summary>Since when somebody waits for its answer; the beginning of time where nobody does.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>How often it was tried in vain.</summary>
    public int Attempts { get; set; }

    /// <summary>Topics that have not answered yet.</summary>
    public int TopicsOutstanding { get; set; }

    /// <summary>What its article and its topics report of it; a retry may add some twice.</summary>
    public List<ReportedChanges> Reported { get; } = [];

    public bool HasFailed { get; set; }

    public Task<ChangeOutcome> Answered => _answer.Task;

    public static int Weigh(ArticleChange change) => Overhead + change.Record.Length + 2 * change.Slug.Length;

    public void Applied(ArticleVerdict verdict)
    {
        Verdict = verdict;
        if (verdict.Reported is { } reported)
            Reported.Add(reported);
        Change = null;
    }

    public bool Answer(ChangeOutcome outcome) => _answer.TrySetResult(outcome);

    /// <summary>Answers 503: whether it is stored is unknown, or it is not; either way the publisher may send it again.</summary>
    public bool AnswerUnavailable(string reason) => Answer(Unavailable(Slug, reason));

    public static ChangeOutcome Unavailable(string slug, string reason) => new() { Slug = slug, Status = 503, Error = reason };
}
