using Gateway.HttpCaching.Fields;

namespace Gateway.HttpCaching.Freshness;

/// <summary>
/// For how long past its lifetime a response may still be used, and when (RFC 9111 §4.2.4; RFC 5861). <c>no-cache</c>,
/// <c>must-revalidate</c> and <c>proxy-revalidate</c> allow nothing. <c>s-maxage</c> implies <c>proxy-revalidate</c>
/// (§5.2.2.10); where the origin names <c>stale-while-revalidate</c> or <c>stale-if-error</c> beside it, these hold: they say
/// outright what the other only implies.
/// </summary>
/// <param name="WhileRevalidate">While it is revalidated behind the client's back.</param>
/// <param name="IfError">While the origin answers with a failure, or not at all.</param>
/// <param name="IfDisconnected">While the origin cannot be reached.</param>
/// <param name="OnRequest">Whether a client may ask for it stale (<c>max-stale</c>, <c>stale-if-error</c>).</param>
public readonly record struct StaleAllowance(TimeSpan WhileRevalidate, TimeSpan IfError, TimeSpan IfDisconnected, bool OnRequest)
{
    /// <summary>What the directives allow.</summary>
    public static StaleAllowance Of(ResponseDirectives directives, CachingOptions options)
    {
        ArgumentNullException.ThrowIfNull(directives);
        ArgumentNullException.ThrowIfNull(options);
        if (directives.NoCache || directives.MustRevalidate || directives.ProxyRevalidate)
            return default;

        var ifError = TimeSpan.FromSeconds(directives.StaleIfError ?? 0);
        var implied = directives.SharedMaxAge is not null ? TimeSpan.Zero : options.StaleWhenDisconnected;
        return new(
            TimeSpan.FromSeconds(directives.StaleWhileRevalidate ?? 0),
            ifError,
            directives.StaleIfError is null ? implied : ifError,
            directives.SharedMaxAge is null);
    }

    /// <summary>Whether it can be used stale at all.</summary>
    public bool IsAny => WhileRevalidate > TimeSpan.Zero || IfError > TimeSpan.Zero || IfDisconnected > TimeSpan.Zero;
}
