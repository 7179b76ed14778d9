using Gateway.HttpCaching.Codings;

namespace Gateway.HttpCaching.Store;

/// <summary>A variant's body in one content coding. Derive from it what belongs to the coding beside: its entity tag, its header block.</summary>
/// <param name="coding">The coding.</param>
/// <param name="body">The whole body in it.</param>
public class StoredRepresentation(ContentCoding coding, StoredBody body)
{
    /// <summary>The coding.</summary>
    public ContentCoding Coding { get; } = coding;

    /// <summary>The whole body in the coding.</summary>
    public StoredBody Body { get; } = body;

    /// <summary>Bytes of memory that only this representation holds on to, the body's among them. Never changes.</summary>
    public virtual long Weight => Footprint.Object + 16 + Body.Weight;
}
