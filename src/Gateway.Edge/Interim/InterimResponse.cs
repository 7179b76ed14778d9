using System.Globalization;
using System.Text;
using Gateway.Edge.Forwarding.Heads;
using Gateway.HttpCaching.Fields;

namespace Gateway.Edge.Interim;

/// <summary>An interim response (RFC 9110 §15.2), as an origin sent it over HTTP/1.1.</summary>
/// <param name="Status">100 to 199.</param>
/// <param name="Fields">Its fields, in order.</param>
internal sealed record InterimResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    // 100 is an answer to this hop's own Expect, 101 changes the protocol of one connection.
    public bool IsForClients => Status > 101;

    /// <summary>Reads a head up to its empty line; null where it is none.</summary>
    public static InterimResponse? Parse(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0].Length < 12 || !int.TryParse(lines[0].AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status is < 100 or > 199)
            return null;

        var fields = new List<KeyValuePair<string, string>>(lines.Length - 1);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !line.AsSpan(0, colon).ContainsAnyExcept(' ', '\t') || line[0] is ' ' or '\t')
                return null;
            fields.Add(new(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return new InterimResponse(status, fields);
    }

    /// <summary>As it goes to a client over HTTP/1.1, without what is about the connection that it came by, or internal.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {Reason}\r\n");
        foreach (var (name, value) in Fields)
        {
            if (IsPassed(name) && FieldText.IsClean(value))
                text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }

    private string Reason => Status switch
    {
        102 => "Processing",
        103 => "Early Hints",
        104 => "Upload Resumption Supported",
        _ => "Interim",
    };

    private static bool IsPassed(string name) =>
        name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
        && !InternalFields.Contains(name)
        && !name.Equals("Connection", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Keep-Alive", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase);
}
