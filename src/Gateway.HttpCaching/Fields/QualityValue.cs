namespace Gateway.HttpCaching.Fields;

/// <summary>Weights (RFC 9110 §12.4.2), in thousandths so that they compare exactly.</summary>
public static class QualityValue
{
    /// <summary>The weight of a member that names none.</summary>
    public const int Full = 1000;

    /// <summary>Reads <c>0</c> to <c>1</c> with at most three decimals; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int thousandths)
    {
        thousandths = 0;
        if (text.IsEmpty || text.Length > 5 || text[0] is not ('0' or '1') || (text.Length > 1 && text[1] != '.'))
            return false;

        thousandths = (text[0] - '0') * Full;
        var unit = 100;
        foreach (var c in text.Length > 2 ? text[2..] : [])
        {
            if (!char.IsAsciiDigit(c))
                return false;
            thousandths += (c - '0') * unit;
            unit /= 10;
        }

        return thousandths <= Full;
    }
}
