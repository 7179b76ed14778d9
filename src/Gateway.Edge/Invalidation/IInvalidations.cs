namespace Gateway.Edge.Invalidation;

/// <summary>
/// What a cache is told of changes at the origin. A source is a silo; its changes are numbered by an epoch (another one
/// with each start of its process) and a rising sequence. Answers say in <c>Gateway-Source</c> where their source stood
/// before they were built, so that an answer at a sequence holds every change up to it.
/// <para>
/// Calls for one source come one at a time, in the order of what happened, and each change once: from the source's stream or,
/// earlier, from the answer to the publisher who made it. They must not block: a publisher or the stream waits meanwhile.
/// </para>
/// </summary>
public interface IInvalidations
{
    /// <summary>
    /// Responses with one of <paramref name="tags"/> have changed: they must be revalidated before use, or are gone. So must
    /// those whose fill is under way and began before, unless they turn out to be of this epoch and at
    /// <paramref name="sequence"/> or later. What is stored already of this epoch and at that sequence or later is left alone.
    /// <para>
    /// Without tags: the source's stream is open, stands at <paramref name="sequence"/>, and tells of every change after it.
    /// A response of a source (or of an epoch) of which that was never said, or not since <see cref="Lost"/>, is never fresh.
    /// With tags it says nothing about the stream.
    /// </para>
    /// </summary>
    /// <param name="source">The silo.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="sequence">The change's number, from 1.</param>
    /// <param name="tags">The changed keys, percent-encoded, as <c>Gateway-Tags</c> has them.</param>
    /// <param name="drop">Whether they are retracted: not to be served again, whether or not the origin can be reached.</param>
    void Changed(string source, long epoch, long sequence, IEnumerable<string> tags, bool drop);

    /// <summary>
    /// Completes once no response with one of <paramref name="tags"/> would be served as it was before what
    /// <see cref="Changed"/> said of them last: each is refreshed, or must be revalidated before use. Never fails.
    /// </summary>
    /// <param name="tags">The keys.</param>
    /// <param name="deadline">How long refreshing may take; what is not refreshed then must be revalidated before use.</param>
    Task RefreshedAsync(IEnumerable<string> tags, TimeSpan deadline);

    /// <summary>
    /// Changes of a source may have been missed: whatever it answered must be revalidated before use, until its stream is
    /// open again and for all that was answered before.
    /// </summary>
    /// <param name="source">The silo.</param>
    void Lost(string source);

    /// <summary>
    /// A silo may have changed what nobody will tell of any more, and which keys it hosted is not known: whatever any source
    /// answered so far must be revalidated before use.
    /// </summary>
    void Missed();
}
