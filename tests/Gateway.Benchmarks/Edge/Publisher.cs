using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Gateway.Benchmarks.Edge;

/// <summary>Publishes small articles that are newer than any other, so that every feed of everything changes.</summary>
/// <param name="client">Of the gateway, with its key.</param>
/// <param name="name">Part of the slugs: each publisher has its own.</param>
internal sealed class Publisher(HttpClient client, string name = "benchmark")
{
    private static int s_seconds;
    private int _number;

    /// <summary>Milliseconds from the start of each PUT to its 2xx.</summary>
    public List<double> Milliseconds { get; } = [];

    /// <summary>Publishes the next article; its slug.</summary>
    public async Task<string> Publish(CancellationToken cancellation)
    {
        var slug = $"news-{++_number}-of-{name}";
        var published = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(Interlocked.Increment(ref s_seconds));
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(
            $$"""{"slug":"{{slug}}","title":"Small article {{_number}}","body_md":"Plain words of a short article.","published_at":"{{published:yyyy-MM-ddTHH:mm:ssZ}}","lang":"en","topics":["everything"]}"""));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var watch = Stopwatch.GetTimestamp();
        using var answer = await client.PutAsync(new Uri($"api/articles/{slug}", UriKind.Relative), content, cancellation);
        answer.EnsureSuccessStatusCode();
        Milliseconds.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
        return slug;
    }

    /// <summary>Publishes at a steady rate until stopped; the number of articles.</summary>
    public async Task<int> Publish(double perSecond, CancellationToken until)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond), TimeProvider.System);
        var count = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(until))
            {
                await Publish(CancellationToken.None);
                count++;
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the measurement.
        }

        return count;
    }
}
