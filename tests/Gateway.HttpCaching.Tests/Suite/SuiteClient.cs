using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.HttpCaching.Tests.Suite;

/// <summary>The suite's client: sends the requests of a case through the cache and looks at the answers.</summary>
internal static class SuiteClient
{
    /// <summary>What is wrong; null where all is as the case expects.</summary>
    public static string? Run(SuiteCase suite, CachingOptions options)
    {
        // Not on a whole second, as dates are.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 700, TimeSpan.Zero));
        var origin = new SuiteOrigin(suite, time);
        var cache = new ModelCache(origin.Answer, time, options);
        var lastServerTime = time.GetUtcNow();
        for (var i = 0; i < suite.Exchanges.Count; i++)
        {
            var exchange = suite.Exchanges[i];
            var response = cache.Handle(Request(exchange, i + 1, lastServerTime));
            if (Check(suite.Exchanges, i, response, origin.Seen) is { } problem)
                return $"request {i + 1}: {problem}";

            if (response.Headers.TryGetValue("Server-Now", out var serverNow))
                lastServerTime = DateTimeOffset.Parse(serverNow!, CultureInfo.InvariantCulture); // Written by the origin above.
            time.Advance(exchange.Pause ? TimeSpan.FromSeconds(3) : TimeSpan.FromMilliseconds(5));
        }

        return null;
    }

    private static ModelRequest Request(SuiteExchange exchange, int number, DateTimeOffset lastServerTime)
    {
        // The first two are the suite's way to keep the client's own cache out of it.
        IHeaderDictionary headers = new HeaderDictionary { ["Pragma"] = "foo", ["Cache-Control"] = "nothing-to-see-here" };
        foreach (var field in exchange.RequestFields)
            headers.Append(field.Name, field.Resolve(lastServerTime, ""));
        if (exchange.Sent is { } sent)
            headers.ContentLength = sent.Length;
        headers["Req-Num"] = number.ToString(CultureInfo.InvariantCulture);
        return new ModelRequest(exchange.Method, "/test/1" + exchange.Suffix, headers);
    }

    private static string? Check(List<SuiteExchange> exchanges, int index, ModelResponse response, List<SeenRequest> seen)
    {
        var exchange = exchanges[index];
        var serverCount = int.TryParse(response.Headers["Server-Request-Count"], CultureInfo.InvariantCulture, out var count) ? count : (int?)null;
        var own = seen.Find(s => s.Number == index + 1);
        if (!exchange.Expectations.Exists(static e => e.Kind == "status") && response.Status != 200)
            return $"status {response.Status}";

        foreach (var (kind, rest) in exchange.Expectations)
        {
            var problem = kind switch
            {
                "cached" => (response.Status == 304 && serverCount is null) || serverCount < index + 1 ? null : "not from the cache",
                "not_cached" => serverCount == index + 1 && own is not null ? null : "from the cache",
                "etag_validated" => own?.Headers.IfNoneMatch.Count > 0 ? null : "not validated by its tag",
                "lm_validated" => own?.Headers.IfModifiedSince.Count > 0 ? null : "not validated by its date",
                "status" => rest is "any" || response.Status == int.Parse(rest, CultureInfo.InvariantCulture) ? null : $"status {response.Status}",
                "method" => own?.Method == rest ? null : $"method {own?.Method}",
                "content" => rest is "any" || Encoding.ASCII.GetString(response.Content) == rest ? null : $"content {Encoding.ASCII.GetString(response.Content)}",
                "has" => response.Headers.ContainsKey(rest) ? null : $"no {rest}",
                "missing" => response.Headers.ContainsKey(rest) ? $"has {rest}" : null,
                "sent" => Sent(rest, own),
                _ => Field(kind, rest, response),
            };
            if (problem is not null)
                return problem;
        }

        return exchange.Expectations.Exists(static e => e.Kind is "cached") ? null : Compared(own, response);
    }

    private static string? Sent(string rest, SeenRequest? own)
    {
        var field = SuiteField.Parse(" " + rest);
        var value = own?.Headers[field.Name];
        return value?.Count > 0 && (field.Value.Length == 0 || value.ToString() == field.Value) ? null : $"the origin got {field.Name}: {value}";
    }

    private static string? Field(string kind, string rest, ModelResponse response)
    {
        var field = SuiteField.Parse((kind.EndsWith('@') ? "@ " : " ") + rest);
        var value = string.Join(", ", response.Headers[field.Name].ToArray());
        if (kind == "more")
            return int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number > int.Parse(field.Value, CultureInfo.InvariantCulture) ? null : $"{field.Name}: {value}";

        var now = DateTimeOffset.Parse(response.Headers["Server-Now"]!, CultureInfo.InvariantCulture); // Every answer of the origin's has it.
        return value == field.Resolve(now, "") ? null : $"{field.Name}: {value}";
    }

    private static string? Compared(SeenRequest? own, ModelResponse response)
    {
        foreach (var (name, value) in own?.Compared ?? System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty)
        {
            if (name is not "Date" && string.Join(", ", response.Headers[name].ToArray()) != value)
                return $"{name} is not as the origin sent it: {response.Headers[name]}";
        }

        return null;
    }
}
