using System.Globalization;

namespace Gateway.EndToEnd.Tests.Harness;

/// <summary>Small articles.</summary>
internal static class Records
{
    public static string Json(string slug, string title = "A title", string topic = "News") =>
        $$"""{"slug":"{{slug}}","title":"{{title}}","body_md":"A *body* about {{slug}}.","published_at":"2026-01-15T09:00:00Z","topics":["{{topic}}"]}""";

    /// <summary>As a body of <c>application/json</c>.</summary>
    public static StringContent Content(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    public static IEnumerable<string> Many(int count, string prefix = "article") =>
        Enumerable.Range(1, count).Select(i => Json(string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}")));
}
