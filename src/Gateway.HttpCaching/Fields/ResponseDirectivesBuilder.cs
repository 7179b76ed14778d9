using System.Collections.Immutable;

namespace Gateway.HttpCaching.Fields;

/// <summary>Collects directives one by one, whichever syntax they came in.</summary>
internal struct ResponseDirectivesBuilder()
{
    private bool _public, _private, _noCache, _noStore, _noTransform, _mustRevalidate, _proxyRevalidate, _mustUnderstand, _immutable, _isInDoubt;
    private long? _maxAge, _sharedMaxAge, _staleWhileRevalidate, _staleIfError;
    private ImmutableArray<string> _privateFields = [], _noCacheFields = [];

    /// <summary>Of <c>Cache-Control</c>.</summary>
    public void Add(DirectiveReader reader) => Add(
        reader.Name,
        reader.HasArgument ? reader.Argument : default,
        reader.HasArgument,
        reader.IsWellFormed && DeltaSeconds.TryParse(reader.Argument, out var seconds) ? seconds : null);

    /// <summary>One directive.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <param name="text">Its argument as text; for lists of fields.</param>
    /// <param name="hasText">Whether it has one.</param>
    /// <param name="seconds">Its argument as a number; null where it is none.</param>
    public void Add(ReadOnlySpan<char> name, ReadOnlySpan<char> text, bool hasText, long? seconds)
    {
        switch (name.Length)
        {
            case 6 when Is(name, "public"):
                _public = true;
                break;
            case 7 when Is(name, "private"):
                AddFields(text, hasText, ref _private, ref _privateFields);
                break;
            case 8 when Is(name, "no-cache"):
                AddFields(text, hasText, ref _noCache, ref _noCacheFields);
                break;
            case 8 when Is(name, "no-store"):
                _noStore = true;
                break;
            case 12 when Is(name, "no-transform"):
                _noTransform = true;
                break;
            case 15 when Is(name, "must-revalidate"):
                _mustRevalidate = true;
                break;
            case 16 when Is(name, "proxy-revalidate"):
                _proxyRevalidate = true;
                break;
            case 15 when Is(name, "must-understand"):
                _mustUnderstand = true;
                break;
            case 9 when Is(name, "immutable"):
                _immutable = true;
                break;
            case 7 when Is(name, "max-age"):
                _maxAge ??= seconds ?? 0;
                break;
            case 8 when Is(name, "s-maxage"):
                _sharedMaxAge ??= seconds ?? 0;
                break;
            case 22 when Is(name, "stale-while-revalidate"):
                _staleWhileRevalidate ??= seconds ?? 0;
                break;
            case 14 when Is(name, "stale-if-error"):
                _staleIfError ??= seconds ?? 0;
                break;
        }
    }

    /// <summary>What was read may not be all that was meant: nothing of it lets the response be stored.</summary>
    public void Doubt() => _isInDoubt = true;

    public readonly ResponseDirectives Build(bool targeted = false) => new()
    {
        IsTargeted = targeted,
        Public = _public,
        Private = _private,
        PrivateFields = _privateFields,
        NoCache = _noCache,
        NoCacheFields = _noCacheFields,
        NoStore = _noStore || _isInDoubt,
        NoTransform = _noTransform,
        MustRevalidate = _mustRevalidate,
        ProxyRevalidate = _proxyRevalidate,
        // It would let a cache that understands the status pass over no-store (§5.2.2.3).
        MustUnderstand = _mustUnderstand && !_isInDoubt,
        Immutable = _immutable,
        MaxAge = _maxAge,
        SharedMaxAge = _sharedMaxAge,
        StaleWhileRevalidate = _staleWhileRevalidate,
        StaleIfError = _staleIfError,
    };

    // An argument that names no field, or more than anybody means, restricts the whole response: the safe side.
    private static void AddFields(ReadOnlySpan<char> text, bool hasText, ref bool whole, ref ImmutableArray<string> fields)
    {
        if (!hasText || !FieldNames.TryParse(text, out var names) || names.IsEmpty || fields.Length > FieldNames.MaximumCount)
            whole = true;
        else
            fields = fields.IsEmpty ? names : FieldNames.Union(fields, names);
    }

    private static bool Is(ReadOnlySpan<char> name, string directive) => name.Equals(directive, StringComparison.OrdinalIgnoreCase);
}
