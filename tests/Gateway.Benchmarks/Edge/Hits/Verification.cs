using System.Net;

namespace Gateway.Benchmarks.Edge.Hits;

/// <summary>That a server answers what the gateway answers: a fast wrong answer is no answer.</summary>
internal static class Verification
{
    // Not Last-Modified: after a burst of publishes it is ahead of the clock, and answers are not (RFC 9110 §8.8.2.1).
    private static readonly string[] Compared = ["Content-Type", "Content-Encoding", "ETag", "Cache-Control", "Vary"];

    /// <summary>What is wrong with the server's answer; empty when nothing is.</summary>
    public static async Task<IReadOnlyList<string>> Check(HttpClient client, Uri server, CachedDocument document, Form form, CancellationToken cancellation)
    {
        var expected = form.Expected(document);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, document.Path));
        foreach (var (name, value) in form.RequestFields(document))
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request, cancellation);
        var actual = await Representation.Of(answer, cancellation);
        var mistakes = new List<string>();
        var status = form.Conditional ? HttpStatusCode.NotModified : HttpStatusCode.OK;
        if (answer.StatusCode != status)
            mistakes.Add($"status {(int)answer.StatusCode} instead of {(int)status}");
        if (!actual.Body.AsSpan().SequenceEqual(form.Conditional ? [] : expected.Body))
            mistakes.Add($"another body ({actual.Body.Length:N0} bytes)");
        foreach (var name in form.Conditional ? ["ETag"] : Compared)
        {
            var (wanted, got) = (Value(expected, name), Value(actual, name));
            if (!string.Equals(wanted, got, StringComparison.Ordinal))
                mistakes.Add($"{name}: {got ?? "none"} instead of {wanted ?? "none"}");
        }

        return mistakes;
    }

    private static string? Value(Representation representation, string name) =>
        representation.Fields.Where(f => string.Equals(f.Key, name, StringComparison.Ordinal)).Select(f => f.Value).FirstOrDefault();
}
