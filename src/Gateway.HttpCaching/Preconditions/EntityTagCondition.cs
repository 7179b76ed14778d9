using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Preconditions;

/// <summary>The value of <c>If-Match</c> or <c>If-None-Match</c> (RFC 9110 §13.1.1, §13.1.2).</summary>
public sealed record EntityTagCondition
{
    /// <summary>Whether the field is there at all.</summary>
    public bool IsPresent { get; private init; }

    /// <summary>Whether it is <c>*</c>.</summary>
    public bool IsAny { get; private init; }

    /// <summary>Whether something in it is neither a tag nor a separator; the tags that could be read are kept.</summary>
    public bool IsMalformed { get; private init; }

    /// <summary>The tags, in order.</summary>
    public ImmutableArray<EntityTag> Tags { get; private init; } = [];

    /// <summary>Reads all lines of the field.</summary>
    public static EntityTagCondition Parse(StringValues field)
    {
        if (field.Count == 0)
            return new EntityTagCondition();

        var joined = field.Count == 1 ? field[0] ?? "" : string.Join(',', field.ToArray());
        var text = joined.AsSpan().Trim(" \t");
        if (text is "*")
            return new EntityTagCondition { IsPresent = true, IsAny = true };

        var tags = ImmutableArray.CreateBuilder<EntityTag>();
        var malformed = false;
        while (!text.IsEmpty)
        {
            if (text[0] is ',' or ' ' or '\t')
            {
                text = text[1..];
            }
            else if (EntityTag.TryRead(text, out var tag, out var length) && (length == text.Length || text[length] is ',' or ' ' or '\t'))
            {
                tags.Add(tag);
                text = text[length..];
            }
            else
            {
                malformed = true;
                var comma = text.IndexOf(',');
                text = comma < 0 ? [] : text[(comma + 1)..];
            }
        }

        return new EntityTagCondition { IsPresent = true, Tags = tags.ToImmutable(), IsMalformed = malformed || tags.Count == 0 };
    }

    /// <summary>Whether a tag of the list is the given one by weak comparison, or the list is <c>*</c>.</summary>
    public bool MatchesWeakly(EntityTag current) => IsAny || Tags.Any(t => t.WeakEquals(current));

    /// <summary>Whether a tag of the list is the given one by strong comparison, or the list is <c>*</c>.</summary>
    public bool MatchesStrongly(EntityTag current) => IsAny || Tags.Any(t => t.StrongEquals(current));
}
