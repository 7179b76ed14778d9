using System.Text;

namespace Gateway.Edge.Forwarding;

/// <summary>
/// Reads lines of <c>Connection</c> so that the server leaves them as they are. Where they hold <c>close</c>, <c>keep-alive</c> or
/// <c>Upgrade</c> and no other of these three, it puts that one in their place, and the fields named beside it would go on to
/// the origin (RFC 9110 §7.6.1). Two options it leaves alone, and none too: beside <c>close</c> and <c>Upgrade</c> the line is
/// given a <c>keep-alive</c>, which changes nothing; beside names it loses its own, the default of HTTP/1.1.
/// </summary>
/// <remarks>
/// A line is all it sees: names on one line are still lost where another line is <c>keep-alive</c> or <c>Upgrade</c> alone. Only
/// the server could keep them apart.
/// </remarks>
internal sealed class ConnectionEncoding : Encoding
{
    private const string KeepAlive = "keep-alive";

    public static ConnectionEncoding Instance { get; } = new();

    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => byteCount + ", ".Length + KeepAlive.Length;

    public override int GetCharCount(byte[] bytes, int index, int count) => Read(bytes.AsSpan(index, count)).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Read(bytes.AsSpan(byteIndex, byteCount));
        text.CopyTo(chars.AsSpan(charIndex));
        return text.Length;
    }

    private static string Read(ReadOnlySpan<byte> bytes)
    {
        var line = Latin1.GetString(bytes);
        var members = line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var (closes, upgrades, keeps) = (Has(members, "close"), Has(members, "Upgrade"), Has(members, KeepAlive));
        var names = members.Length - Array.FindAll(members, static m => Is(m, "close") || Is(m, "Upgrade") || Is(m, KeepAlive)).Length;
        if (closes || (upgrades && names > 0))
            return keeps ? line : $"{line}, {KeepAlive}";
        return keeps && names > 0 ? string.Join(", ", members.Where(static m => !Is(m, KeepAlive))) : line;
    }

    private static bool Has(string[] members, string option) => Array.Exists(members, m => Is(m, option));

    private static bool Is(string member, string option) => member.Equals(option, StringComparison.OrdinalIgnoreCase);
}
