using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Gateway.Syndication.Articles;

/// <summary>The members that the contract names, in canonical order.</summary>
internal static class RecordMembers
{
    public const int Slug = 0, Title = 1, Summary = 2, Body = 3, Url = 4, CanonicalSource = 5, PublishedAt = 6, UpdatedAt = 7, Language = 8,
        Topics = 9, Entities = 10, Alternates = 11, Authors = 12, Image = 13;

    public static ImmutableArray<string> Record { get; } =
    [
        "slug", "title", "summary", "body_md", "url", "canonical_source", "published_at", "updated_at", "lang",
        "topics", "entities", "alternates", "authors", "image",
    ];

    public static ImmutableArray<string> AlternateNames { get; } = ["html", "markdown", "text", "jsonld"];

    public static ImmutableArray<string> AuthorNames { get; } = ["name", "url"];
}

/// <summary>A member of a JSON object, as places in its source.</summary>
/// <param name="Known">Its index among the known names; -1 for an unknown one.</param>
/// <param name="Name">What stands between the quotes of its name.</param>
/// <param name="Value">Its value, a string's quotes included.</param>
/// <param name="Kind">The first token of its value.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonMember(int Known, Range Name, Range Value, JsonTokenType Kind);

/// <summary>The members of one JSON object.</summary>
internal static class JsonMembers
{
    /// <summary>Reads the members of the object that the reader stands at, to its end.</summary>
    /// <param name="reader">At the object's start.</param>
    /// <param name="source">What it reads.</param>
    /// <param name="known">The names to tell apart.</param>
    /// <param name="members">Receives them, as sent.</param>
    /// <returns>The name that stands there twice; null where none does.</returns>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static string? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, ImmutableArray<string> known, List<JsonMember> members)
    {
        string? twice = null;
        HashSet<string>? unknown = null;
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex + 1;
            var name = nameStart..(nameStart + reader.ValueSpan.Length);
            var index = IndexOf(source[name], known);
            if (index >= 0)
            {
                if ((seen & (1 << index)) != 0)
                    twice ??= known[index];

                seen |= 1 << index;
            }
            else if (!(unknown ??= new HashSet<string>(StringComparer.Ordinal)).Add(JsonText.GetString(source[name])))
            {
                twice ??= JsonText.GetString(source[name]);
            }

            reader.Read();
            var kind = reader.TokenType;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            members.Add(new JsonMember(index, name, start..(int)reader.BytesConsumed, kind));
        }

        return twice;
    }

    /// <summary>Reads the members of an object that is known to be valid.</summary>
    public static List<JsonMember> Read(ReadOnlySpan<byte> json, ImmutableArray<string> known)
    {
        var members = new List<JsonMember>(16);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1_000 });
        reader.Read();
        Read(ref reader, json, known, members);
        return members;
    }

    /// <summary>
    /// Reads the members of an object in canonical form (no white space, each once), which is known to be valid: a text is
    /// stepped over from quote to quote, not decoded.
    /// </summary>
    /// <exception cref="JsonException">The bytes are not in that form.</exception>
    public static void ReadCanonical(ReadOnlySpan<byte> source, ImmutableArray<string> known, List<JsonMember> members)
    {
        var at = 0;
        while (at < source.Length - 2 && source[at] == (members.Count == 0 ? (byte)'{' : (byte)','))
        {
            var name = (at + 2)..(EndOfString(source, at + 1) - 1);
            var start = name.End.Value + 2;
            if (start >= source.Length || source[start - 1] != (byte)':')
                throw new JsonException();

            var kind = JsonTokenType.String;
            if (source[start] == (byte)'"')
            {
                at = EndOfString(source, start);
            }
            else
            {
                var reader = new Utf8JsonReader(source[start..], new JsonReaderOptions { MaxDepth = 1_000 });
                reader.Read();
                kind = reader.TokenType;
                reader.Skip();
                at = start + (int)reader.BytesConsumed;
            }

            members.Add(new JsonMember(IndexOf(source[name], known), name, start..at, kind));
        }

        if (!source[at..].SequenceEqual("}"u8))
            throw new JsonException();
    }

    private static int EndOfString(ReadOnlySpan<byte> source, int start)
    {
        if (source[start] != (byte)'"')
            throw new JsonException();

        for (var at = start + 1; ; at += 2)
        {
            var next = at < source.Length ? source[at..].IndexOfAny((byte)'"', (byte)'\\') : -1;
            if (next < 0)
                throw new JsonException();

            at += next;
            if (source[at] == (byte)'"')
                return at + 1;
        }
    }

    private static int IndexOf(ReadOnlySpan<byte> raw, ImmutableArray<string> known)
    {
        if (raw.Contains((byte)'\\'))
            return known.IndexOf(JsonText.GetString(raw), 0, StringComparer.Ordinal);

        for (var i = 0; i < known.Length; i++)
        {
            if (known[i].Length == raw.Length && Ascii.Equals(raw, known[i]))
                return i;
        }

        return -1;
    }
}
