using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts.Publishing;

namespace Gateway.Grains.Tests.Hosting;

/// <summary>Changes as the origin would make them.</summary>
internal static class Changes
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static ArticleChange Put(string slug, string body = "Body", string[]? topics = null, string? url = null, string publisher = "alice", DateTimeOffset? publishedAt = null, DateTimeOffset? updatedAt = null)
    {
        var record = new JsonObject
        {
            ["slug"] = slug,
            ["title"] = "Title of " + slug,
            ["body_md"] = body,
        };
        if (url is not null)
            record["url"] = url;
        record["published_at"] = Text(publishedAt ?? Noon.AddHours(-1));
        if (updatedAt is { } updated)
            record["updated_at"] = Text(updated);
        record["topics"] = new JsonArray([.. (topics ?? ["one"]).Select(topic => JsonValue.Create(topic))]);
        return new ArticleChange
        {
            Slug = slug,
            Kind = ChangeKind.Put,
            Record = JsonSerializer.SerializeToUtf8Bytes(record),
            Publisher = publisher,
            ReceivedAt = Noon,
        };
    }

    public static ArticleChange Retract(string slug, string publisher = "alice") =>
        new() { Slug = slug, Kind = ChangeKind.Retract, Publisher = publisher, ReceivedAt = Noon };

    private static string Text(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
