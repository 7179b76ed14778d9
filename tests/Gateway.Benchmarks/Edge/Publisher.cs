using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Gateway.Benchmarks.Edge;

/// <summary>
/// Publishes one small article, newer than any other, again and again: every feed of everything changes each time, and stays
/// as long as it was.
/// </summary>
/// <param name="client">Of the gateway, with its key.</param>
/// <param name="name">Of the article: each publisher has its own.</param>
internal sealed class Publisher(HttpClient client, string name = "benchmark")
{
    private int _number;

    /// <summary>Milliseconds from the start of each PUT to its 2xx.</summary>
    public List<double> Milliseconds { get; } = [];

    /// <summary>Publishes the next version; what its title has that no other's has.</summary>
    public async Task<string> Publish(CancellationToken cancellation)
    {
        var (slug, mark) = ($"benchmark-{name}", $"number-{++_number}-of-{name}");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(
            $$"""{"slug":"{{slug}}","title":"Small article {{mark}}","body_md":"Plain words of a short article.","published_at":"2027-01-01T00:00:00Z","lang":"en","topics":["everything"]}"""));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var watch = Stopwatch.GetTimestamp();
        using var answer = await client.PutAsync(new Uri($"api/articles/{slug}", UriKind.Relative), content, cancellation);
        answer.EnsureSuccessStatusCode();
        Milliseconds.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
        return mark;
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
