namespace Gateway.EndToEnd.Tests.Feeds;

/// <summary>What all three formats must say alike of an entry.</summary>
/// <param name="Id">The id.</param>
/// <param name="Title">Plain text.</param>
/// <param name="Link">The article's address.</param>
/// <param name="Published">To the second.</param>
/// <param name="Updated">To the second.</param>
/// <param name="Content">The HTML.</param>
internal sealed record FeedItem(string Id, string Title, string Link, DateTimeOffset Published, DateTimeOffset Updated, string Content);

/// <summary>One feed document as a feed reader sees it.</summary>
/// <param name="Items">In document order.</param>
/// <param name="PreviousArchive">RFC 5005 <c>prev-archive</c>, or null.</param>
/// <param name="Tombstones">The ids of <c>at:deleted-entry</c> (Atom only).</param>
internal sealed record FeedPage(IReadOnlyList<FeedItem> Items, Uri? PreviousArchive, IReadOnlyList<string> Tombstones);
