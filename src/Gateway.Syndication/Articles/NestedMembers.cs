using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Syndication.Articles;

/// <summary>
/// Looks for members that stand twice in the objects inside a record, at any depth. Which of two counts is each reader's
/// own guess (RFC 8259 §4): two who guess differently would see two records.
/// </summary>
internal static class NestedMembers
{
    // A set that was large once takes long to empty: above this it is thrown away instead.
    private const int GreatestReused = 32;

    /// <summary>The path of a member that stands twice, such as <c>x.y[2].z</c>; null where none does.</summary>
    /// <param name="source">The record, valid JSON.</param>
    /// <param name="members">Its members.</param>
    public static string? FindTwice(ReadOnlySpan<byte> source, List<JsonMember> members)
    {
        List<Level>? levels = null;
        foreach (var member in members)
        {
            if (member.Kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                continue;

            if (FindTwice(source[member.Value], levels ??= []) is { } path)
                return Shorten(ArticleReader.Shorten(JsonText.GetString(source[member.Name])) + path);
        }

        return null;
    }

    private static string? FindTwice(ReadOnlySpan<byte> json, List<Level> levels)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1_000 });
        var depth = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    depth--;
                    continue;
                case JsonTokenType.PropertyName:
                    if (!levels[depth - 1].Add(JsonText.GetString(reader.ValueSpan)))
                        return Path(levels, depth);
                    continue;
            }

            if (depth > 0)
                levels[depth - 1].Index++;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                if (levels.Count == depth)
                    levels.Add(new Level());
                levels[depth++].Enter(reader.TokenType == JsonTokenType.StartArray);
            }
        }

        return null;
    }

    private static string Path(List<Level> levels, int depth)
    {
        var path = new StringBuilder();
        foreach (var level in levels[..depth])
        {
            if (level.IsArray)
                path.Append(CultureInfo.InvariantCulture, $"[{level.Index}]");
            else
                path.Append('.').Append(ArticleReader.Shorten(level.Name));
        }

        return path.ToString();
    }

    private static string Shorten(string path) => path.Length <= 300 ? path : path[..300] + "…";

    /// <summary>An object or array that is open.</summary>
    private sealed class Level
    {
        private HashSet<string> names = new(StringComparer.Ordinal);

        public bool IsArray { get; private set; }

        public string Name { get; private set; } = "";

        /// <summary>Of the element that is being read.</summary>
        public int Index { get; set; }

        public void Enter(bool isArray)
        {
            (IsArray, Index) = (isArray, -1);
            if (names.Count > GreatestReused)
                names = new(StringComparer.Ordinal);
            else
                names.Clear();
        }

        public bool Add(string name)
        {
            Name = name;
            return names.Add(name);
        }
    }
}
