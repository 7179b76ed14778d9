using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Benchmarks;

/// <summary>Records to publish: the corpus where it is beside the repository, made-up ones of the same size elsewhere.</summary>
internal static class Records
{
    /// <summary>Real articles, repeated under other slugs and addresses until there are enough.</summary>
    /// <param name="count">How many.</param>
    /// <param name="kind">Where given, a word in front of every slug, topic and entity, so that they share none with those without.</param>
    public static List<byte[]> Articles(int count, string? kind = null)
    {
        var originals = Originals();
        var records = new List<byte[]>(count);
        for (var i = 0; i < count; i++)
        {
            var original = originals[i % originals.Count];
            if (i < originals.Count && kind is null)
            {
                records.Add(original);
                continue;
            }

            var record = JsonNode.Parse(original)!.AsObject();
            var copy = $"{kind}{i / originals.Count}";
            record["slug"] = $"{kind}{(string?)record["slug"]}-{copy}";
            if ((string?)record["url"] is { } url)
                record["url"] = $"{url}-{copy}";
            foreach (var member in new[] { "topics", "entities" })
            {
                if (kind is not null && record[member] is JsonArray names)
                    record[member] = new JsonArray([.. names.Select(n => JsonValue.Create($"{kind} {n}"))]);
            }

            records.Add(Encoding.UTF8.GetBytes(record.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })));
        }

        return records;
    }

    /// <summary>A small article in the topics <c>everything</c> and one of a hundred others.</summary>
    /// <param name="number">Its number: it is published that many seconds after the year 2000 began.</param>
    /// <param name="bodyLength">Characters of the body.</param>
    public static string Small(int number, int bodyLength = 400)
    {
        var published = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(number);
        var body = string.Concat(Enumerable.Repeat("Plain words of a short article. ", bodyLength / 32 + 1))[..bodyLength];
        return $$"""{"slug":"small-{{number}}","title":"Small article {{number}}","body_md":"{{body}}","published_at":"{{published:yyyy-MM-ddTHH:mm:ssZ}}","lang":"en","topics":["everything","t{{number % 100}}"]}""";
    }

    private static List<byte[]> Originals()
    {
        var path = Path.Combine(GatewayUnderTest.RepositoryRoot(), "..", "shared", "corpus", "articles.ndjson.gz");
        if (!File.Exists(path))
            return [.. Enumerable.Range(0, 2_000).Select(i => Encoding.UTF8.GetBytes(Small(i, 9_000)))];

        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        var lines = new List<byte[]>();
        while (reader.ReadLine() is { } line)
            lines.Add(Encoding.UTF8.GetBytes(line));
        return lines;
    }
}
