using System.Buffers;

namespace Gateway.Edge.Forwarding.Heads;

/// <summary>
/// Which characters a proxy passes on in heads (RFC 9110 §5.5): no control but tabs. The client of .NET takes them all but the ends
/// of lines; the server refuses them when the answer is to begin, with a 500 of its own.
/// </summary>
internal static class FieldText
{
    /// <summary>What is wrong, as it is told to operators.</summary>
    public const string Fault = "A field of the answer has a control character in it.";

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, ' ').Append('\x7F').Where(static c => c != '\t').Select(static c => (char)c)]);

    /// <summary>Whether the text may be passed on.</summary>
    public static bool IsClean(string text) => !text.AsSpan().ContainsAny(Controls);
}
