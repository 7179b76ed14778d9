namespace Gateway.HttpCaching.Fields;

/// <summary>Spans of time in whole seconds (RFC 9111 §1.2.2).</summary>
public static class DeltaSeconds
{
    /// <summary>What greater values count as: 2^31 seconds, 68 years.</summary>
    public const long Maximum = 1L << 31;

    /// <summary>Reads digits only; whatever is greater than <see cref="Maximum"/> is that. False for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long seconds)
    {
        seconds = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
            return false;

        foreach (var digit in text)
        {
            seconds = Math.Min(Maximum, (seconds * 10) + (digit - '0'));
            if (seconds == Maximum)
                break;
        }

        return true;
    }
}
