using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Fields;

/// <summary>
/// Targeted fields such as <c>CDN-Cache-Control</c> (RFC 9213 §2.1): a Dictionary (RFC 9651 §3.2) of directives. Parameters are
/// ignored; a lifetime that is no Integer makes the response stale rather than being guessed at.
/// </summary>
public static class TargetedCacheControl
{
    /// <summary>
    /// Reads all lines of the field. False where it is empty or breaks the syntax anywhere: it then counts as missing
    /// (RFC 9213 §2.2).
    /// </summary>
    public static bool TryParse(StringValues field, out ResponseDirectives directives)
    {
        directives = ResponseDirectives.None;
        var text = field.Count == 1 ? field[0] : string.Join(", ", field.ToArray());
        var reader = new StructuredReader(text);
        var builder = new ResponseDirectivesBuilder();
        reader.SkipSpaces();
        if (reader.AtEnd)
            return false;

        while (true)
        {
            if (!reader.TryReadKey(out var key) || !reader.TryReadMemberValue(out var value) || !reader.TrySkipParameters())
                return false;

            // A Boolean of false says that the directive is not meant.
            if (value.Kind != StructuredKind.False)
                builder.Add(key, value.Text, value.Kind is StructuredKind.Text or StructuredKind.List, value.Kind == StructuredKind.Integer ? value.Seconds : null);

            reader.SkipOptionalWhiteSpace();
            if (reader.AtEnd)
                break;
            if (!reader.TryTake(','))
                return false;
            reader.SkipOptionalWhiteSpace();
            if (reader.AtEnd)
                return false;
        }

        directives = builder.Build(targeted: true);
        return true;
    }
}
