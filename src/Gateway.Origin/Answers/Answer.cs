using System.Collections.Immutable;
using Gateway.Contracts.Changes;
using Gateway.Origin.Changes;

namespace Gateway.Origin.Answers;

/// <summary>
/// What an endpoint decided to answer. <see cref="AnswerWriter"/> adds what all answers share: preconditions, codings,
/// <c>HEAD</c>, security fields.
/// </summary>
internal sealed record Answer
{
    public int Status { get; init; } = 200;

    /// <summary>The refusal; null for all other answers.</summary>
    public Problem? Problem { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Builds the body, in identity coding and in pieces; not called where a precondition makes it needless.</summary>
    public Func<ValueTask<ImmutableArray<ReadOnlyMemory<byte>>>>? Body { get; init; }

    /// <summary>The opaque part of the entity tag, without the suffix of a coding; null without one.</summary>
    public string? Tag { get; init; }

    /// <summary>When the representation changed last; may be ahead of now after a burst, see the writer.</summary>
    public DateTimeOffset? LastModified { get; init; }

    public string CacheControl { get; init; } = CachePolicy.Default;

    /// <summary>What the answer depends on beside <c>Accept-Encoding</c>.</summary>
    public ImmutableArray<string> Vary { get; init; } = [];

    /// <summary>Further fields; values are valid field values.</summary>
    public ImmutableArray<(string Name, string Value)> Fields { get; init; } = [];

    /// <summary>Names the document among all others, for the cache of encoded documents; null where encoding is not worth keeping.</summary>
    public string? EncodedKey { get; init; }

    /// <summary>
    /// The keys of what it shows (see <see cref="ChangeKey"/>), first the one that <see cref="Revision"/> is of: until one of
    /// them changes it stays as it is. Empty where no change alters it.
    /// </summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>The revision of the first key; 0 where there is nothing yet, null where it has none.</summary>
    public long? Revision { get; init; }

    /// <summary>
    /// Where the changes of the silos that host what it shows stood when they were asked, one for each of <see cref="Keys"/>; for
    /// <see cref="Changed"/> where those of the silo that answers do. None from a silo that does not say it.
    /// </summary>
    public ImmutableArray<ChangePosition?> Sources { get; init; } = [];

    /// <summary>What a publisher changed, as <see cref="ChangedKeys"/> writes it; null where nothing is said of that.</summary>
    public string? Changed { get; init; }

    /// <summary>Refuses.</summary>
    public static Answer Refuse(int status, string detail, string? member = null) => new()
    {
        Status = status,
        Problem = new Problem(status, detail, member),
        CacheControl = CachePolicy.OfError(status),
    };

    /// <summary>Sends elsewhere.</summary>
    public static Answer Redirect(int status, string location, string cacheControl) => new()
    {
        Status = status,
        CacheControl = cacheControl,
        Fields = [("Location", location)],
    };

    /// <summary>A body that is there already.</summary>
    public static Func<ValueTask<ImmutableArray<ReadOnlyMemory<byte>>>> Ready(ReadOnlyMemory<byte> body) => Ready([body]);

    /// <inheritdoc cref="Ready(ReadOnlyMemory{byte})" />
    public static Func<ValueTask<ImmutableArray<ReadOnlyMemory<byte>>>> Ready(ImmutableArray<ReadOnlyMemory<byte>> body) => () => new(body);

    /// <summary>A body that is made when it is needed.</summary>
    public static Func<ValueTask<ImmutableArray<ReadOnlyMemory<byte>>>> Made(Func<ValueTask<ReadOnlyMemory<byte>>> make) => async () => [await make()];
}
