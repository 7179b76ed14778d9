using System.Globalization;
using System.Text;

namespace Gateway.Edge.Forwarding.Heads;

/// <summary>
/// Whether an answer says once how long its content is. The client of .NET takes the first of several lengths, and none where
/// it reads none; somebody behind or before the edge may take another (RFC 9112 §6.3, 5). Lines and lists that repeat
/// one number are refused too, as that section allows.
/// </summary>
internal static class AnswerLength
{
    /// <summary>What is wrong, as it is told to operators.</summary>
    public const string Fault = "The answer's Content-Length is not one number.";

    private static ReadOnlySpan<byte> Name => "Content-Length"u8;

    /// <summary>Whether the values of the field, one a line, are none or one number.</summary>
    public static bool IsSure(IReadOnlyList<string> lines) => lines.Count switch
    {
        0 => true,
        1 => long.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    /// <summary>Whether a head, as it came, has the field once at most, and a number in it.</summary>
    public static bool IsSure(ReadOnlySpan<byte> head)
    {
        var isThere = false;
        // As lenient as the client is: a line may end without CR.
        foreach (var range in head.Split((byte)'\n'))
        {
            var line = head[range];
            var colon = line.IndexOf((byte)':');
            if (colon < 0 || !Ascii.EqualsIgnoreCase(line[..colon].Trim(" \t"u8), Name))
                continue;

            var value = line[(colon + 1)..].Trim(" \t\r"u8);
            if (isThere || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                return false;
            isThere = true;
        }

        return true;
    }
}
