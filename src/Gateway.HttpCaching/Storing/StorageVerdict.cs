namespace Gateway.HttpCaching.Storing;

/// <summary>Whether a response is stored, and if not, why not.</summary>
public enum StorageVerdict
{
    /// <summary>It is stored.</summary>
    Store,

    /// <summary>RFC 9111 §3: the method is not understood to be cacheable, or the <c>POST</c> is not of the kind that is.</summary>
    Method,

    /// <summary>A <c>GET</c> or <c>HEAD</c> with content, on which the answer may depend (RFC 9110 §9.3.1).</summary>
    RequestContent,

    /// <summary>§5.2.1.5: the request says <c>no-store</c>.</summary>
    RequestNoStore,

    /// <summary>§3: the status is not final, about one request only, or forbidden to caches.</summary>
    Status,

    /// <summary>§5.2.2.3: <c>must-understand</c> with a status that is not.</summary>
    NotUnderstood,

    /// <summary>§5.2.2.5.</summary>
    NoStore,

    /// <summary>§5.2.2.7.</summary>
    Private,

    /// <summary>§3.5: the request carried <c>Authorization</c>, and nothing allows others to have the answer.</summary>
    Authorization,

    /// <summary>§7.3 and <see cref="CachingOptions.SetCookie"/>.</summary>
    SetCookie,

    /// <summary>§4.1: <c>Vary: *</c> never matches.</summary>
    VaryAny,

    /// <summary>§3.3: a partial answer that does not say of which one range it is.</summary>
    Partial,

    /// <summary>§3: neither lifetime nor status allow it.</summary>
    NotCacheable,

    /// <summary>It would be stale at once, and could neither be validated nor served stale.</summary>
    Useless,
}
