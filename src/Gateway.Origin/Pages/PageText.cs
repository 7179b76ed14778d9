using System.Globalization;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Pages;

/// <summary>What pages say of their own accord, and how they write numbers and dates: in forms that no region owns.</summary>
internal static class PageText
{
    /// <summary>The language of the words below; elements that hold them say so where the page's language is another.</summary>
    public const string Language = "en";

    /// <summary>Whether a language is that of the words below.</summary>
    public static bool SameLanguage(string tag) =>
        tag.Equals(Language, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(Language + "-", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of a kind of topic.</summary>
    public static string KindName(TopicKind kind) => kind switch
    {
        TopicKind.Latest => "Latest",
        TopicKind.Topics => "Topics",
        TopicKind.Entities => "People, places and things",
        TopicKind.Sources => "Sources",
        TopicKind.Languages => "Languages",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    /// <summary>What one topic of the kind is called above its name.</summary>
    public static string KindLabel(TopicKind kind) => kind switch
    {
        TopicKind.Latest => "All articles",
        TopicKind.Topics => "Topic",
        TopicKind.Entities => "In the news",
        TopicKind.Sources => "Source",
        TopicKind.Languages => "Language",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    /// <summary>A count with its noun; digits are grouped by narrow spaces (SI), which no language reads as a decimal mark.</summary>
    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{Number(count)} {(count == 1 ? one : many)}");

    public static string Number(long number) =>
        number.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    /// <summary>The date, ISO 8601, in UTC.</summary>
    public static string Day(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Date and time of day for people, in UTC.</summary>
    public static string Minute(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>What the <c>datetime</c> attribute holds.</summary>
    public static string Machine(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
