using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsCheck;
using Gateway.Syndication.Articles;

namespace Gateway.Syndication.Tests;

/// <summary>Hostile text and articles, for every test that feeds the reader or a writer.</summary>
internal static class Nasty
{
    /// <summary>How many cases the properties try in all; each takes its share. From <c>GATEWAY_FUZZ_CASES</c>, 10,000 without.</summary>
    public static int Cases { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var cases) ? cases : 10_000;

    /// <summary>Pieces that broke some parser, writer or reader once.</summary>
    public static ImmutableArray<string> Pieces { get; } =
    [
        "", " ", "\u00A0", "\t", "\n", "\r", "\r\n", "\n\n", "\0", "\u0001", "\u0008", "\u000B", "\u000C", "\u001B", "\u001F", "\u007F", "\u0085", "\u009F",
        "\uFFFE", "\uFFFF", "\uFFFD", "\uFEFF", "\uD800", "\uDC00", "\uDFFF\uD800", "\uD83D\uDE00", "\U0001F469\u200D\U0001F4BB", "\u2028", "\u2029", "\u202E", "\u200D", "\u0301", "e\u0301", "\u0130", "\u03A3",
        "]]>", "<![CDATA[", "<!--", "-->", "--!>", "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&", "&amp;", "&lt;script&gt;", "&#0;", "&#x1F;", "&#xD800;", "&#xFFFF;", "&nbsp;",
        "<script>alert(1)</script>", "<ScRiPt src=//evil.example>", "</script>", "<svg onload=alert(1)>", "<img src=x onerror=alert(1)>", "<iframe src=javascript:alert(1)>", "<style>*{}</style>", "<math><mtext></p><style><img src onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>", "<a href=\" java\tscript:alert(1)\">x</a>", "<a href=data:text/html,x>", "<form action=x><input name=y>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>", "<p id=location name=body>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<template><script>", "<plaintext>", "<textarea>", "<title>", "<b", "<b ", "<b a='", "</", "<", ">", "<b><i></b></i>", "<table><tr><td><p>", "</td></table></div>", "<font color=1><p>", "<details open ontoggle=alert(1)>",
        "[x](javascript:alert(1))", "![x](data:image/svg+xml,<svg/onload=alert(1)>)", "[x](/relative)", "[x](//host.example/p)", "[x](#fragment)", "[x]: javascript:alert(1)", "[^1]", "[^1]: note", "<javascript:alert(1)>", "<https://ok.example/>", "www.bare.example",
        "# Title", "---", "---\n", "...", "```", "~~~", "`", "``", "*", "**", "_", "~~", "- ", "1. ", "> ", "| a | b |\n|---|:-:|\n| 1 | 2 |", "- [x] done", "[", "]", "(", ")", "![", "\\", "\"", "'", "{", "}", ":", ": ", " #", "%", "@", "!", "null", "true", "~", "1e3", "0x1F", "2026-01-01", "=", "?", "- a: b",
        "العربية", "日本語の記事", "हिन्दी", "ZWNJ\u200Cword", "ﷺ", "Ω≈ç√", "İstanbul", "ΟΔΟΣ", "ß", "ﬁ",
    ];

    /// <summary>Any text, hostile more often than not; lone surrogates among it.</summary>
    public static Gen<string> Text { get; } =
        Gen.OneOf(
            Gen.OneOf(Pieces.ToArray()).Array[0, 12].Select(string.Concat),
            Gen.OneOf(Gen.Char, Gen.Char['\0', '\u00FF'], Gen.Char[' ', '~'], Gen.Char['\uD7F0', '\uE010']).Array[0, 40].Select(c => new string(c)),
            Gen.Select(Gen.OneOf(Pieces.ToArray()), Gen.Int[1, 60], (piece, times) => string.Concat(Enumerable.Repeat(piece, times))));

    /// <summary>A slug that the contract allows.</summary>
    public static Gen<string> GoodSlug { get; } =
        Gen.OneOf("a", "Z", "0", "-", "_", "é", "ß", "文", "ا", "각", "Ω").Array[1, 20].Select(string.Concat);

    /// <summary>An address that the reader takes.</summary>
    public static Gen<string> GoodAddress { get; } =
        Gen.OneOf("https://a.example/", "http://b.example:8080/x?y=1&z='\"<>#f", "https://bücher.example/ü ü", "https://c.example/%zz/]]>", "https://[::1]/", "https://d.example/a&b;c");

    /// <summary>A record that the reader accepts, with hostile text wherever text may stand.</summary>
    public static Gen<byte[]> Record { get; } = Gen.Select(
        GoodSlug,
        Text,
        Text.Array[0, 8].Select(string.Concat),
        Gen.Select(Text.Array[0, 4], Text.Array[0, 4], Text.Array[0, 3]),
        Gen.Select(GoodAddress.Null(), GoodAddress.Null(), GoodAddress.Null()),
        Gen.OneOf("2026-06-24 22:53:18+00:00", "1900-01-01T00:00:00Z", "9998-12-31t23:59:60.999999999z", "2024-02-29T00:00:00.1-12:30"),
        Gen.OneOf("en", "ar", "zh-Hans", "x-private", "i-klingon", "pt-BR", "").Select(tag => tag.Length == 0 ? null : tag),
        Write);

    /// <summary>An article of such a record.</summary>
    public static Gen<Article> Article { get; } = Record.Select(record =>
        ArticleReader.Read(record, new ArticleLimits { TitleLength = 10_000, SummaryLength = 100_000, NameLength = 1_000 }) is { Article: { } article }
            ? article
            : throw new InvalidOperationException("The generator makes records that the reader refuses: " + Encoding.UTF8.GetString(record)));

    private static byte[] Write(string slug, string title, string body, (string[] Topics, string[] Entities, string[] Authors) names, (string? Url, string? Source, string? Image) addresses, string date, string? language)
    {
        var json = new StringBuilder("{\"slug\":").Append(Quote(slug)).Append(",\"title\":").Append(Quote("T" + title)).Append(",\"body_md\":").Append(Quote(body));
        json.Append(",\"published_at\":").Append(Quote(date));
        Add("url", addresses.Url);
        Add("canonical_source", addresses.Source);
        Add("image", addresses.Image);
        Add("lang", language);
        if (body.Length % 2 == 0)
            Add("summary", title);

        AddAll("topics", names.Topics);
        AddAll("entities", names.Entities);
        AddAll("authors", [.. names.Authors.Select(name => "A" + name)]);
        json.Append(",\"x").Append(Quote(title).AsSpan(1)).Append(":[1.50e+2,{\"y\":").Append(Quote(title)).Append("}]}");
        return Encoding.UTF8.GetBytes(json.ToString());

        void Add(string name, string? value)
        {
            if (value is not null)
                json.Append(",\"").Append(name).Append("\":").Append(Quote(value));
        }

        void AddAll(string name, string[] values) =>
            json.Append(",\"").Append(name).Append("\":[").AppendJoin(',', values.Select(value => Quote(value.Length > 900 ? value[..900] : value))).Append(']');
    }

    /// <summary>A JSON string of the text; lone surrogates as escapes, as only a hostile sender writes them.</summary>
    public static string Quote(string text)
    {
        var json = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                json.Append(text[i]).Append(text[++i]);
            else if (char.IsSurrogate(text[i]) || text[i] < ' ')
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            else if (text[i] is '"' or '\\')
                json.Append('\\').Append(text[i]);
            else
                json.Append(text[i]);
        }

        return json.Append('"').ToString();
    }
}
