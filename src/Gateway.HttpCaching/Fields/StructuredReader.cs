using System.Buffers;

namespace Gateway.HttpCaching.Fields;

/// <summary>What a member of a Dictionary is, as far as directives care.</summary>
internal enum StructuredKind
{
    True,
    False,
    Integer,
    Text,
    List,
    Other,
}

/// <summary>A value: the seconds of an Integer (not below 0, capped as delta-seconds), the text of a String, Token or Inner List.</summary>
internal readonly ref struct StructuredValue(StructuredKind kind, ReadOnlySpan<char> text, long? seconds)
{
    public StructuredKind Kind { get; } = kind;

    public ReadOnlySpan<char> Text { get; } = text;

    public long? Seconds { get; } = seconds;
}

/// <summary>Reads as much of Structured Fields (RFC 9651 §4.2) as Dictionaries of directives need: checks all, keeps little, one pass.</summary>
internal ref struct StructuredReader(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.*");
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~:/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> Base64Characters =
        SearchValues.Create("+/=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private ReadOnlySpan<char> _rest = text.TrimEnd(' ');

    public readonly bool AtEnd => _rest.IsEmpty;

    public void SkipSpaces() => _rest = _rest.TrimStart(' ');

    public void SkipOptionalWhiteSpace() => _rest = _rest.TrimStart(" \t");

    public bool TryTake(char c)
    {
        if (_rest.IsEmpty || _rest[0] != c)
            return false;
        _rest = _rest[1..];
        return true;
    }

    public bool TryReadKey(out ReadOnlySpan<char> key)
    {
        key = TakeWhile(KeyCharacters);
        return !key.IsEmpty && key[0] is '*' or (>= 'a' and <= 'z');
    }

    /// <summary>What follows a key: a value behind <c>=</c>, else true.</summary>
    public bool TryReadMemberValue(out StructuredValue value)
    {
        value = new StructuredValue(StructuredKind.True, default, null);
        if (!TryTake('='))
            return true;
        return !_rest.IsEmpty && _rest[0] == '(' ? TryReadInnerList(out value) : TryReadItem(out value);
    }

    /// <summary>Parameters are checked, not kept.</summary>
    public bool TrySkipParameters()
    {
        while (TryTake(';'))
        {
            SkipSpaces();
            if (!TryReadKey(out _) || (TryTake('=') && !TryReadItem(out _)))
                return false;
        }

        return true;
    }

    private bool TryReadInnerList(out StructuredValue value)
    {
        value = default;
        _rest = _rest[1..];
        var names = new System.Text.StringBuilder();
        while (true)
        {
            SkipSpaces();
            if (TryTake(')'))
                break;
            if (!TryReadItem(out var item) || !TrySkipParameters() || _rest.IsEmpty || _rest[0] is not (' ' or ')'))
                return false;
            if (item.Kind == StructuredKind.Text)
                names.Append(item.Text).Append(',');
        }

        value = new StructuredValue(StructuredKind.List, names.ToString(), null);
        return true;
    }

    private bool TryReadItem(out StructuredValue value)
    {
        value = default;
        if (_rest.IsEmpty)
            return false;

        switch (_rest[0])
        {
            case '"':
                return TryReadString(out value);
            case '?':
                var ok = _rest.Length > 1 && _rest[1] is '0' or '1';
                value = new StructuredValue(ok && _rest[1] == '0' ? StructuredKind.False : StructuredKind.True, default, null);
                _rest = ok ? _rest[2..] : _rest;
                return ok;
            case ':':
                _rest = _rest[1..];
                TakeWhile(Base64Characters);
                value = new StructuredValue(StructuredKind.Other, default, null);
                return TryTake(':');
            case '@':
                _rest = _rest[1..];
                return TryReadNumber(out var date) && date.Kind == StructuredKind.Integer && Other(out value);
            case '%':
                _rest = _rest[1..];
                return TryReadDisplayString(out value);
            case '-' or (>= '0' and <= '9'):
                return TryReadNumber(out value);
            case '*' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                value = new StructuredValue(StructuredKind.Text, TakeWhile(TokenCharacters), null);
                return true;
            default:
                return false;
        }
    }

    private static bool Other(out StructuredValue value)
    {
        value = new StructuredValue(StructuredKind.Other, default, null);
        return true;
    }

    private bool TryReadNumber(out StructuredValue value)
    {
        var negative = TryTake('-');
        var digits = TakeDigits();
        var isDecimal = TryTake('.');
        var fraction = isDecimal ? TakeDigits() : default;
        value = isDecimal || negative
            ? new StructuredValue(isDecimal ? StructuredKind.Other : StructuredKind.Integer, default, null)
            : new StructuredValue(StructuredKind.Integer, default, DeltaSeconds.TryParse(digits, out var seconds) ? seconds : null);
        return isDecimal ? digits.Length is >= 1 and <= 12 && fraction.Length is >= 1 and <= 3 : digits.Length is >= 1 and <= 15;
    }

    private bool TryReadString(out StructuredValue value)
    {
        value = default;
        for (var i = 1; i < _rest.Length; i++)
        {
            var c = _rest[i];
            if (c == '"')
            {
                value = new StructuredValue(StructuredKind.Text, _rest[1..i], null);
                _rest = _rest[(i + 1)..];
                return true;
            }

            if (c is < ' ' or > '~' || (c == '\\' && (++i == _rest.Length || _rest[i] is not ('"' or '\\'))))
                return false;
        }

        return false;
    }

    private bool TryReadDisplayString(out StructuredValue value)
    {
        value = default;
        var end = _rest.Length > 1 && _rest[0] == '"' ? _rest[1..].IndexOf('"') : -1;
        if (end < 0 || _rest.Slice(1, end).ContainsAnyExceptInRange(' ', '~'))
            return false;
        _rest = _rest[(end + 2)..];
        return Other(out value);
    }

    private ReadOnlySpan<char> TakeWhile(SearchValues<char> allowed)
    {
        var end = _rest.IndexOfAnyExcept(allowed);
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken;
    }

    private ReadOnlySpan<char> TakeDigits()
    {
        var end = _rest.IndexOfAnyExceptInRange('0', '9');
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken;
    }
}
