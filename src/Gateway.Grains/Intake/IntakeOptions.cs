using System.ComponentModel.DataAnnotations;

namespace Gateway.Grains.Intake;

/// <summary>How changes are taken in. Configuration section <c>Gateway:Intake</c>. Limits hold for each partition.</summary>
public sealed class IntakeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Intake";

    /// <summary>Partitions: 1 to 1,024; default 1. Fixed at the first start: stored work depends on it. One orders thousands of changes a second and shares the most writes; a large cluster wants more.</summary>
    [Range(1, 1024)]
    public int Partitions { get; set; } = 1;

    /// <summary>Changes written down in one go: 1 to 10,000; default 8,192. The more, the fewer times each topic is written.</summary>
    [Range(1, 10_000)]
    public int BatchChanges { get; set; } = 8_192;

    /// <summary>Bytes of records carried out in one go: 4,096 to 268,435,456; default 67,108,864 (64 MiB). A larger record goes alone.</summary>
    [Range(4096, 256 * 1024 * 1024)]
    public int BatchBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Changes that must wait before a second batch is written down beside the one under way: 1 to 10,000; default 2,048.
    /// Fewer wait for its end and so share their writes, but no longer than <see cref="CompanyDelay"/>.
    /// </summary>
    [Range(1, 10_000)]
    public int CompanyChanges { get; set; } = 2_048;

    /// <summary>How long changes wait for the batch under way before they go beside it: 0 to 1 min; default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CompanyDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Share of the last batch's time for which a batch is held open for as many changes as were in that one: publishers who
    /// send one after the other come back together. One alone never waits. 0 (never) to 2; default 0.25.
    /// </summary>
    [Range(0d, 2d)]
    public double GatherShare { get; set; } = 0.25;

    /// <summary>Bytes of changes taken in and not answered yet: 4,096 to 1,073,741,824; default 134,217,728 (128 MiB: two batches under way). A larger call goes alone.</summary>
    [Range(4096, 1024 * 1024 * 1024)]
    public int QueueBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>Changes of a call up to which it passes by the calls with more: 0 (none does) to 1,000; default 16.</summary>
    [Range(0, 1_000)]
    public int PromptChanges { get; set; } = 16;

    /// <summary>Bytes of such changes taken in and not answered yet, beside <see cref="QueueBytes"/>: 4,096 to 1,073,741,824; default 16,777,216 (16 MiB). A larger call goes alone.</summary>
    [Range(4096, 1024 * 1024 * 1024)]
    public int PromptBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Calls that may wait for room in the queue: 0 to 100,000; default 1,000. Beyond, changes are answered 503 at once.</summary>
    [Range(0, 100_000)]
    public int QueueWaiters { get; set; } = 1_000;

    /// <summary>How long a call waits for room before it is answered 503: 10 ms to 5 min; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an article or a topic may take before its change counts as unfinished: 100 ms to 5 min; default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan StepTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a publisher waits while a change that an article or a topic did not take is tried again, as when their silo
    /// stops: 0 to 1 min; default 3 s. Then it is answered 503, and tried further.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan AnswerPatience { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Articles of a batch called at the same time: 1 to 10,000; default 1,024. More would share no more writes, and keep others from their turn.</summary>
    [Range(1, 10_000)]
    public int ArticleConcurrency { get; set; } = 1_024;

    /// <summary>Topics called at the same time: 1 to 10,000; default 512.</summary>
    [Range(1, 10_000)]
    public int TopicConcurrency { get; set; } = 512;

    /// <summary>Unfinished changes, beyond which new ones are answered 503: 1 to 100,000; default 1,000.</summary>
    [Range(1, 100_000)]
    public int UnfinishedChanges { get; set; } = 1_000;

    /// <summary>The pause before an unfinished change is tried again: 1 ms to 1 min; default 250 ms. It doubles with each attempt.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest such pause: 1 ms to 1 h; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the last change the journal is cleared, where no other change takes it along: 1 ms to 10 min; default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan IdleDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a reminder looks after each partition: 1 min to 1 day; default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan ReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);
}
