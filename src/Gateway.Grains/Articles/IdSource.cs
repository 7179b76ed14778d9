namespace Gateway.Grains.Articles;

/// <summary>Makes ids for articles that bring no address. Replaceable, so that a test can foresee them.</summary>
internal class IdSource
{
    /// <summary>A new <c>urn:uuid:</c> (RFC 9562, version 4).</summary>
    public virtual string NewId() => "urn:uuid:" + Guid.NewGuid().ToString("D");
}
