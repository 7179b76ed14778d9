namespace Gateway.HttpCaching.Fields;

/// <summary>
/// The fields that the gateway's edge and origin exchange. None comes in from outside, and none leaves: the edge takes every
/// field whose name begins with <see cref="Prefix"/> out of requests and answers.
/// </summary>
public static class InternalFields
{
    /// <summary>What the names of all of them begin with.</summary>
    public const string Prefix = "Gateway-";

    /// <summary>Request: the edge that it came through. Without it the origin sends none of the fields below.</summary>
    public const string Edge = "Gateway-Edge";

    /// <summary>Request: an edge that listens for changes; opens the origin's internal addresses.</summary>
    public const string Listener = "Gateway-Listener";

    /// <summary>Request: the proof that the edge knows the cluster's key, where there is one; made for this request alone.</summary>
    public const string Proof = "Gateway-Proof";

    /// <summary>Answer of a silo that nobody but edges of its cluster gets another one from: <c>key</c>, or <c>clock</c> where only the clocks differ.</summary>
    public const string Refused = "Gateway-Refused";

    /// <summary>Answer: the keys of what it shows, percent-encoded, a comma list. One of them changes, and it is stale.</summary>
    public const string Tags = "Gateway-Tags";

    /// <summary>Answer: the revision of the first of its keys, which an older answer to the same request does not have.</summary>
    public const string Revision = "Gateway-Revision";

    /// <summary>
    /// Answer: where the changes of each silo that hosts what it shows stood before it was built, a comma list of
    /// <c>{silo}:{epoch}:{sequence}</c>. To a publisher: where those of the silo that answers stand.
    /// </summary>
    public const string Source = "Gateway-Source";

    /// <summary>
    /// Answer to a publisher: the keys that were changed, a comma list, each with its number among the changes of the silo that
    /// hosts it and whether it was retracted: <c>article:a;s=7;drop, topic:latest;s=8;at=other:5</c>. The silo is that of
    /// <see cref="Source"/> unless <c>at</c> names another and its epoch. The key <c>*</c> stands for any.
    /// </summary>
    public const string Changed = "Gateway-Changed";

    /// <summary>
    /// Answer to a publisher: <c>1</c> where records between its lines hold what <see cref="Changed"/> would: each begins with
    /// <see cref="Record"/>, stands before the lines that it is about, and ends with LF.
    /// </summary>
    public const string Records = "Gateway-Records";

    /// <summary>
    /// Answer of 503: <c>1</c> where the silo that hosts what was asked for is out of reach, and another is about to take its
    /// place.
    /// </summary>
    public const string Failover = "Gateway-Failover";

    /// <summary>What a record begins with: U+001E, which JSON text (RFC 8259 §7) has nowhere and its lines therefore neither.</summary>
    public const byte Record = 0x1E;

    /// <summary>Whether a field is one of them.</summary>
    public static bool Contains(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
    }
}
