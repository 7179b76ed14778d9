namespace Gateway.Syndication.Articles;

/// <summary>Slugs: 1 to 200 characters, Unicode letters, marks and digits (NFC), <c>-</c> and <c>_</c>, case kept; no dots.</summary>
public static class Slug
{
    /// <summary>The slug in NFC, or what is wrong with it: exactly one of both is null.</summary>
    public static (string? Value, string? Problem) Check(string slug) => throw new NotSupportedException("Not written yet.");
}
