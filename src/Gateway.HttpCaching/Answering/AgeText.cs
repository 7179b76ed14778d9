using System.Globalization;

namespace Gateway.HttpCaching.Answering;

/// <summary>Whole seconds as text, for <c>Age</c>: the common ones without allocation.</summary>
public static class AgeText
{
    private static readonly string?[] Known = new string?[4096];

    /// <summary>The value of <c>Age</c>, whole seconds, rounded down (RFC 9111 §5.1); below zero is 0.</summary>
    public static string Of(TimeSpan age) => Number(Math.Max(0, age.Ticks / TimeSpan.TicksPerSecond));

    internal static string Number(long number)
    {
        if (number < 0 || number >= Known.Length)
            return number.ToString(CultureInfo.InvariantCulture);

        // Two threads may both write the same text: harmless.
        return Known[number] ??= number.ToString(CultureInfo.InvariantCulture);
    }
}
