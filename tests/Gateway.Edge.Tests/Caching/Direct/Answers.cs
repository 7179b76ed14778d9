using System.Globalization;

namespace Gateway.Edge.Tests.Caching.Direct;

/// <summary>Answers as they came over a connection, in a form in which those that say the same are the same.</summary>
internal static class Answers
{
    /// <summary>
    /// Status line, fields by name (their order means nothing, RFC 9110 §5.3, but among those of one name), content. What a
    /// moment decides (the date of an answer that is not stored, a boundary) is left out.
    /// </summary>
    public static string Normalize(string connection)
    {
        var answers = new List<string>();
        var rest = connection;
        while (rest.Length > 0)
        {
            var end = rest.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                return string.Join("\n----\n", [.. answers, "broken: " + rest]);
            var lines = rest[..end].Split("\r\n");
            rest = rest[(end + 4)..];
            var fields = lines[1..]
                .Select(l => l.Split(": ", 2))
                .Select(p => (Name: p[0].ToLowerInvariant(), Value: p[^1]))
                .Where(f => f.Name is not "date")
                .OrderBy(f => f.Name, StringComparer.Ordinal)
                .ToArray();
            var length = fields.Where(f => f.Name is "content-length").Select(f => int.Parse(f.Value, CultureInfo.InvariantCulture)).FirstOrDefault();
            var isEmpty = lines[0].Contains(" 304 ", StringComparison.Ordinal);
            length = isEmpty ? 0 : Math.Min(length, rest.Length);
            answers.Add(string.Join('\n', [lines[0], .. fields.Select(f => $"{f.Name}: {f.Value}"), Content(rest[..length])]));
            rest = rest[length..];
        }

        return string.Join("\n----\n", answers);
    }

    private static string Content(string text) =>
        text.Length < 400 ? text : text.Length.ToString(CultureInfo.InvariantCulture) + " " + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.Latin1.GetBytes(text)));
}

internal static class EdgeCounts
{
    /// <summary>Looks into the store that found something.</summary>
    public static long Hits(this FakeOrigin edge) =>
        ((Gateway.Edge.Caching.SharedCache)edge.Services.GetService(typeof(Gateway.Edge.Caching.SharedCache))!).Store.Statistics.Hits; // Always there.
}
