using Gateway.HttpCaching.Fields;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Keys;

/// <summary>Preference among languages (RFC 9110 §12.5.4).</summary>
internal static class LanguagePreference
{
    /// <summary>The one tag with the greatest weight; null where several share it, or none can be read.</summary>
    public static string? MostWanted(StringValues acceptLanguage)
    {
        var (best, bestWeight, isShared) = ((string?)null, 0, false);
        foreach (var member in HttpList.Split(acceptLanguage).Take(64))
        {
            var semicolon = member.IndexOf(';', StringComparison.Ordinal);
            var tag = semicolon < 0 ? member : member[..semicolon].TrimEnd();
            var weight = QualityValue.Full;
            if (semicolon >= 0)
            {
                var parameter = member.AsSpan(semicolon + 1).Trim();
                if (!parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase) || !QualityValue.TryParse(parameter[2..], out weight))
                    return null;
            }

            if (weight > bestWeight)
                (best, bestWeight, isShared) = (tag, weight, false);
            else if (weight == bestWeight)
                isShared = true;
        }

        return isShared || best is "*" ? null : best;
    }
}
