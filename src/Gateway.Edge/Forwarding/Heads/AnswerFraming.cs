using System.Globalization;
using System.Text;

namespace Gateway.Edge.Forwarding.Heads;

/// <summary>
/// Whether an answer says once, and in one way, where its content ends. The client of .NET takes the first of several lengths, and
/// none where it reads none; of codings it looks for <c>chunked</c> among them, and takes no other off. Somebody behind or before the edge
/// may take another end (RFC 9112 §6.1, §6.3, 3 to 5). Lines and lists that repeat one number are refused too, as that section allows.
/// </summary>
internal static class AnswerFraming
{
    private const string LengthFault = "The answer's Content-Length is not one number.";
    private const string CodingFault = "The answer's Transfer-Encoding is not chunked alone.";
    private const string BothFault = "The answer has a Transfer-Encoding beside its Content-Length.";

    private const string Chunked = "chunked";

    private static readonly string[] Registered = [Chunked, "gzip", "deflate", "compress"];

    /// <summary>What is wrong, as it is told to operators; null for nothing.</summary>
    /// <param name="lengths">The lines of <c>Content-Length</c>.</param>
    /// <param name="codings">The lines of <c>Transfer-Encoding</c>.</param>
    public static string? FaultOf(IReadOnlyList<string> lengths, IReadOnlyList<string> codings)
    {
        if (lengths is not [] && (lengths is not [var length] || !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return LengthFault;
        if (codings is not [] && (codings is not [var coding] || !(coding.Equals(Chunked, StringComparison.OrdinalIgnoreCase) || IsUnheardOf(coding))))
            return CodingFault;
        return lengths is not [] && codings is not [] ? BothFault : null;
    }

    // A word that is no coding of anybody's: what comes until the close is taken as it is, and the word goes no further, as the public
    // suite of cases asks (headers-store-Transfer-Encoding). What is registered (RFC 9112 §7) would have to be taken off.
    private static bool IsUnheardOf(string coding) =>
        coding.Length > 0
        && coding.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && !Registered.Any(r => coding.Contains(r, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same of a head as it came.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> head)
    {
        List<string> lengths = [], codings = [];
        List<string>? last = null;
        // As lenient as the client is: a line may end without CR.
        foreach (var range in head.Split((byte)'\n'))
        {
            var line = head[range];
            // A value that goes on in the next line is none of those that are taken (RFC 9112 §5.2).
            if (line is [(byte)' ' or (byte)'\t', ..])
            {
                last?.Add("");
                continue;
            }

            var colon = line.IndexOf((byte)':');
            var name = colon < 0 ? [] : line[..colon].Trim(" \t"u8);
            last = Ascii.EqualsIgnoreCase(name, "Content-Length"u8) ? lengths : Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8) ? codings : null;
            last?.Add(Encoding.Latin1.GetString(line[(colon + 1)..].Trim(" \t\r"u8)));
        }

        // RFC 9112 §6.1: nobody who speaks 1.0 knows of it.
        return FaultOf(lengths, codings) ?? (codings is not [] && head.StartsWith("HTTP/1.0"u8) ? CodingFault : null);
    }
}
