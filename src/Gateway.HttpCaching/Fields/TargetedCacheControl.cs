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
        reader.SkipSpaces();
        if (reader.AtEnd)
            return false;

        // A key that comes again replaces what came before (RFC 9651 §3.2).
        var members = new Dictionary<string, (StructuredKind Kind, string Text, long? Seconds)>(StringComparer.Ordinal);
        while (true)
        {
            if (!reader.TryReadKey(out var key) || !reader.TryReadMemberValue(out var value) || !reader.TrySkipParameters())
                return false;

            members[key.ToString()] = (value.Kind, value.Text.ToString(), value.Kind == StructuredKind.Integer ? value.Seconds : null);
            reader.SkipOptionalWhiteSpace();
            if (reader.AtEnd)
                break;
            if (!reader.TryTake(','))
                return false;
            reader.SkipOptionalWhiteSpace();
            if (reader.AtEnd)
                return false;
        }

        var builder = new ResponseDirectivesBuilder();
        foreach (var (name, member) in members)
        {
            // A Boolean of false says that the directive is not meant.
            if (member.Kind != StructuredKind.False)
                builder.Add(name, member.Text, member.Kind is StructuredKind.Text or StructuredKind.List, member.Seconds);
        }

        directives = builder.Build(targeted: true);
        return true;
    }
}
