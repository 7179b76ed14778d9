using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Fields;

/// <summary>
/// What a client asks of caches (RFC 9111 §5.2.1; <c>stale-if-error</c> RFC 5861 §4). Of a directive that comes twice the
/// first counts; one whose argument is no number is as if it were not there.
/// </summary>
public readonly record struct RequestDirectives
{
    /// <summary>None.</summary>
    public static RequestDirectives None => default;

    /// <summary>§5.2.1.4.</summary>
    public bool NoCache { get; private init; }

    /// <summary>§5.2.1.5.</summary>
    public bool NoStore { get; private init; }

    /// <summary>§5.2.1.6.</summary>
    public bool NoTransform { get; private init; }

    /// <summary>§5.2.1.7.</summary>
    public bool OnlyIfCached { get; private init; }

    /// <summary>§5.2.1.1, seconds.</summary>
    public long? MaxAge { get; private init; }

    /// <summary>§5.2.1.2, seconds; without an argument <see cref="DeltaSeconds.Maximum"/>.</summary>
    public long? MaxStale { get; private init; }

    /// <summary>§5.2.1.3, seconds.</summary>
    public long? MinFresh { get; private init; }

    /// <summary>RFC 5861 §4, seconds.</summary>
    public long? StaleIfError { get; private init; }

    /// <summary>Reads both fields. <c>Pragma: no-cache</c> counts only where there is no <c>Cache-Control</c> (§5.4).</summary>
    public static RequestDirectives Parse(StringValues cacheControl, StringValues pragma = default)
    {
        if (cacheControl.Count == 0)
            return pragma.Count == 0 ? default : ParseLines(pragma, onlyNoCache: true);

        return ParseLines(cacheControl, onlyNoCache: false);
    }

    /// <summary>Those that a cache may not take as mere advice.</summary>
    internal RequestDirectives OnlyBinding() => new() { NoStore = NoStore, NoTransform = NoTransform, OnlyIfCached = OnlyIfCached };

    private static RequestDirectives ParseLines(StringValues lines, bool onlyNoCache)
    {
        var result = default(RequestDirectives);
        foreach (var line in lines)
        {
            var reader = new DirectiveReader(line);
            while (reader.Read())
                result = onlyNoCache && !Is(reader.Name, "no-cache") ? result : result.With(reader);
        }

        return result;
    }

    private RequestDirectives With(DirectiveReader reader) => reader.Name.Length switch
    {
        7 when Is(reader.Name, "max-age") => this with { MaxAge = MaxAge ?? Seconds(reader) },
        8 when Is(reader.Name, "no-cache") => this with { NoCache = true },
        8 when Is(reader.Name, "no-store") => this with { NoStore = true },
        9 when Is(reader.Name, "max-stale") => this with { MaxStale = MaxStale ?? (reader.HasArgument ? Seconds(reader) : DeltaSeconds.Maximum) },
        9 when Is(reader.Name, "min-fresh") => this with { MinFresh = MinFresh ?? Seconds(reader) },
        12 when Is(reader.Name, "no-transform") => this with { NoTransform = true },
        14 when Is(reader.Name, "only-if-cached") => this with { OnlyIfCached = true },
        14 when Is(reader.Name, "stale-if-error") => this with { StaleIfError = StaleIfError ?? Seconds(reader) },
        _ => this,
    };

    private static long? Seconds(DirectiveReader reader) =>
        reader.IsWellFormed && DeltaSeconds.TryParse(reader.Argument, out var seconds) ? seconds : null;

    private static bool Is(ReadOnlySpan<char> name, string directive) => name.Equals(directive, StringComparison.OrdinalIgnoreCase);
}
