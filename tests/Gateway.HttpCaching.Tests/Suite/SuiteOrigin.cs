using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.HttpCaching.Tests.Suite;

/// <summary>A request that reached the origin.</summary>
internal sealed record SeenRequest(int Number, string Method, IHeaderDictionary Headers, IReadOnlyDictionary<string, string> Compared);

/// <summary>The suite's own server: answers each request as its case says, and 304 where the case wants the request validated.</summary>
internal sealed class SuiteOrigin(SuiteCase suite, FakeTimeProvider time)
{
    // As long as the suite's own, which a case relies on.
    private const string DefaultContent = "0123456789abcdef0123456789abcdef0123";

    private readonly Dictionary<int, Dictionary<string, string>> _sent = [];

    public List<SeenRequest> Seen { get; } = [];

    public ModelResponse? Answer(ModelRequest request)
    {
        var number = int.Parse(request.Headers["Req-Num"]!, CultureInfo.InvariantCulture); // The client always sends it.
        var exchange = suite.Exchanges[number - 1];
        time.Advance(TimeSpan.FromSeconds(exchange.Wait));
        var now = time.GetUtcNow();
        IHeaderDictionary headers = new HeaderDictionary
        {
            ["Server-Request-Count"] = (Seen.Count + 1).ToString(CultureInfo.InvariantCulture),
            ["Client-Request-Count"] = number.ToString(CultureInfo.InvariantCulture),
            ["Server-Now"] = now.ToString("O", CultureInfo.InvariantCulture),
        };

        var compared = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in exchange.ResponseFields)
        {
            headers.Append(field.Name, field.Resolve(now, request.Target));
            if (!field.Marks.Contains('~', StringComparison.Ordinal))
                compared[field.Name] = string.Join(", ", headers[field.Name].ToArray());
        }

        var status = Status(exchange, number, request);
        _sent[number] = headers.ToDictionary(static h => h.Key, static h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Seen.Add(new SeenRequest(number, request.Method, request.Headers, compared));
        if (exchange.Drop)
            return null;

        headers.TryAdd("Content-Type", "text/plain");
        headers.TryAdd("Date", now.ToString("r", CultureInfo.InvariantCulture));
        var content = status is 204 or 304 || request.Method == "HEAD" ? [] : Encoding.ASCII.GetBytes(exchange.Content ?? DefaultContent);
        if (headers.ContentLength < content.Length)
            content = content[..(int)headers.ContentLength.Value];
        return new ModelResponse(status, headers, content);
    }

    private int Status(SuiteExchange exchange, int number, ModelRequest request)
    {
        if (!exchange.Expectations.Exists(static e => e.Kind.EndsWith("validated", StringComparison.Ordinal)))
            return exchange.Status;

        var before = _sent.GetValueOrDefault(number - 1) ?? _sent.GetValueOrDefault(number - 2) ?? [];
        var isSame = (before.TryGetValue("Last-Modified", out var modified) && request.Headers.IfModifiedSince == modified)
            || (before.TryGetValue("ETag", out var tag) && request.Headers.IfNoneMatch == tag);
        return isSame ? 304 : 999;
    }
}
