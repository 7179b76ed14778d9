using System.Text.Json;

namespace Gateway.Commands.Import;

/// <summary>A record as it stands in a file; nothing of it is judged here but where it belongs.</summary>
/// <param name="File">The file's name as it was given.</param>
/// <param name="Number">The line's number in it, from 1.</param>
/// <param name="Json">The line without its end; empty where it is over the longest.</param>
/// <param name="Slug">The record's slug; null where it has none that can be read.</param>
internal sealed record ImportLine(string File, long Number, ReadOnlyMemory<byte> Json, string? Slug)
{
    public bool IsTooLong => Json.IsEmpty;

    public string Place => $"{File}:{Number}";

    public static ImportLine Of(string file, long number, ReadOnlyMemory<byte> json) => new(file, number, json, SlugOf(json.Span));

    // Records of one slug must keep their order. Whatever is no JSON has no order to keep: the gateway will refuse it.
    private static string? SlugOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals("slug"u8);
                reader.Read();
                if (found)
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
        }

        return null;
    }
}
