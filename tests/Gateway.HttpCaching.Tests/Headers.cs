using Gateway.HttpCaching.Fields;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Tests;

/// <summary>Fields as table rows write them: <c>Name: value|Name: value</c>; dates as <c>@</c> and seconds from <see cref="Now"/>.</summary>
internal static class Headers
{
    /// <summary>Sun, 01 Mar 2026 12:00:00.5 GMT: not on a whole second.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, 500, TimeSpan.Zero);

    public static IHeaderDictionary Of(string fields)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var field in fields.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            var value = field[(colon + 1)..].TrimStart(' ');
            var text = value.StartsWith('@') ? Date(int.Parse(value[1..], System.Globalization.CultureInfo.InvariantCulture)) : value;
            headers[field[..colon]] = new StringValues([.. headers[field[..colon]], text]);
        }

        return headers;
    }

    public static string Date(int seconds) => HttpDate.Format(Now.AddSeconds(seconds));
}
