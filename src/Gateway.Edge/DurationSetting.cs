using System.Globalization;

namespace Gateway.Edge;

/// <summary>Durations as operators write them, <c>hh:mm:ss</c>.</summary>
public static class DurationSetting
{
    /// <summary>
    /// What is wrong with a duration that is a bare number, in one line that begins with its key; null where it is none. .NET reads it as
    /// days, where its writer meant seconds. Zero is the same in every unit.
    /// </summary>
    /// <param name="key">The setting's key.</param>
    /// <param name="value">What it is set to.</param>
    public static string? BareNumber(string key, string? value) =>
        long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number != 0
            ? $"{key}: \"{value}\" would be days; write hh:mm:ss, such as 00:00:30."
            : null;
}
