using Gateway.HttpCaching.Fields;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Freshness;

/// <summary>Fields whose value is one date: a second line makes it invalid (RFC 9110 §5.3, §5.6.7).</summary>
internal static class DateField
{
    public static DateTimeOffset? Read(StringValues field, DateTimeOffset now) =>
        field.Count == 1 && HttpDate.TryParse(field[0], now, out var instant) ? instant : null;
}
