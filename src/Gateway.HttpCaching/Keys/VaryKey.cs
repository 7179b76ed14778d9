using System.Collections.Immutable;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Keys;

/// <summary>
/// The values that a request had in the fields that <c>Vary</c> nominates, in the form in which they are compared (RFC 9111
/// §4.1). A field that is missing matches only one that is missing.
/// </summary>
public sealed class VaryKey : IEquatable<VaryKey>
{
    private readonly int _hash;

    private VaryKey(ImmutableArray<string> names, ImmutableArray<string?> values)
    {
        (Names, Values) = (names, values);
        var hash = default(HashCode);
        for (var i = 0; i < names.Length; i++)
        {
            hash.Add(names[i], StringComparer.Ordinal);
            hash.Add(values[i], StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>Of a response that does not vary: matches every request.</summary>
    public static VaryKey None { get; } = new([], []);

    /// <summary>The nominated fields: lower case, sorted.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Their values in the request, normalised; null where it has none.</summary>
    public ImmutableArray<string?> Values { get; }

    /// <summary>Bytes of memory that it takes, rounded up.</summary>
    internal long EstimatedBytes => Names.IsEmpty ? 0 : 112 + (16L * Names.Length) + Names.Sum(StoredFacts.Text) + Values.Sum(StoredFacts.Text);

    /// <summary>The key of a request.</summary>
    /// <param name="vary">Of the response; not <c>*</c>, which has no key.</param>
    /// <param name="request">The request's fields, as the origin saw them.</param>
    /// <exception cref="ArgumentException">The field is <c>*</c>.</exception>
    public static VaryKey Create(VaryField vary, IHeaderDictionary request)
    {
        ArgumentNullException.ThrowIfNull(vary);
        ArgumentNullException.ThrowIfNull(request);
        if (vary.IsAny)
            throw new ArgumentException("A response that varies by everything has no key.", nameof(vary));

        return Of(vary.Names, request);
    }

    /// <summary>Whether a request matches. Allocates nothing where its fields have values met lately, or written as they are kept.</summary>
    public bool Matches(IHeaderDictionary request) => FirstMismatch(request, except: null) < 0;

    /// <summary>Whether a request matches in all fields but one.</summary>
    internal bool MatchesExcept(IHeaderDictionary request, string field) => FirstMismatch(request, field) < 0;

    /// <summary>Whether the field is among those nominated.</summary>
    internal bool Nominates(string field) => Names.BinarySearch(field, StringComparer.Ordinal) >= 0;

    /// <inheritdoc/>
    public bool Equals(VaryKey? other) =>
        other is not null
        && _hash == other._hash
        && Names.AsSpan().SequenceEqual(other.Names.AsSpan())
        && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VaryKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The key of another request by the same fields.</summary>
    internal VaryKey For(IHeaderDictionary request) => Of(Names, request);

    private static VaryKey Of(ImmutableArray<string> names, IHeaderDictionary request) =>
        names.IsEmpty ? None : new VaryKey(names, [.. names.Select(name => Value(name, request))]);

    private int FirstMismatch(IHeaderDictionary request, string? except)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (var i = 0; i < Names.Length; i++)
        {
            if (!string.Equals(Names[i], except, StringComparison.Ordinal) && !IsSame(Names[i], Values[i], request))
                return i;
        }

        return -1;
    }

    private static bool IsSame(string name, string? value, IHeaderDictionary request)
    {
        var field = request[name];
        if (field.Count == 0 || value is null)
            return field.Count == 0 && value is null;

        // Normal forms are normalised to themselves.
        return (field.Count == 1 && string.Equals(field[0], value, StringComparison.Ordinal))
            || string.Equals(VaryNormalization.Normalize(name, field), value, StringComparison.Ordinal);
    }

    private static string? Value(string name, IHeaderDictionary request)
    {
        StringValues field = request[name];
        return field.Count == 0 ? null : VaryNormalization.Normalize(name, field);
    }
}
