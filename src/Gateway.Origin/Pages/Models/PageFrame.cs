using System.Collections.Immutable;
using Gateway.Syndication;
using RazorSlices;

namespace Gateway.Origin.Pages.Models;

/// <summary>All that stands around a page's own content.</summary>
internal sealed record PageFrame
{
    public required Publication Publication { get; init; }

    public required PageLinks Links { get; init; }

    /// <summary>The document's title; null for the publication's.</summary>
    public required string? Title { get; init; }

    public required string Description { get; init; }

    /// <summary>The absolute address that stands for this content; null for none, which also keeps the page out of search engines.</summary>
    public string? Canonical { get; init; }

    /// <summary>The language of the content: the publication's unless an article fills the page.</summary>
    public required string Language { get; init; }

    /// <summary>Whether the publication's name is this page's heading.</summary>
    public bool IsHome { get; init; }

    /// <summary>The segment of the navigation that the page belongs to; null for none.</summary>
    public string? Section { get; init; }

    /// <summary>What the page offers to follow or to read elsewhere.</summary>
    public ImmutableArray<AlternateLink> Alternates { get; init; } = [];

    /// <summary>What makes an article an article to those who preview links; null elsewhere.</summary>
    public ArticlePreview? Preview { get; init; }

    public required RazorSlice Content { get; init; }

    public string Direction => TextDirection.Of(Language);

    public string DocumentTitle => Title is { Length: > 0 } ? $"{Title} · {Publication.Title}" : Publication.Title;

    /// <summary>The <c>lang</c> of the page's own words where it is not the page's.</summary>
    public string? WordsLanguage => PageText.SameLanguage(Language) ? null : PageText.Language;

    /// <summary>The <c>dir</c> of the frame where it is not the page's: the frame lies as on all of the publication's pages.</summary>
    public string? FrameDirection
    {
        get
        {
            var frame = TextDirection.Of(Publication.Language);
            return string.Equals(frame, Direction, StringComparison.Ordinal) ? null : frame;
        }
    }
}

/// <summary>A <c>link rel="alternate"</c>.</summary>
/// <param name="Type">The media type.</param>
/// <param name="Title">For people, plain text.</param>
/// <param name="Address">Absolute.</param>
internal sealed record AlternateLink(string Type, string Title, string Address);

/// <summary>What link previews show of an article (OpenGraph).</summary>
internal sealed record ArticlePreview(DateTimeOffset Published, DateTimeOffset Updated, string? Image);
