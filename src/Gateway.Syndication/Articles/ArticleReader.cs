namespace Gateway.Syndication.Articles;

/// <summary>Reads an article record from JSON, as lenient and as strict as the contract says.</summary>
public static class ArticleReader
{
    /// <summary>Reads a record from a publisher. Never throws on bad input.</summary>
    /// <param name="utf8Json">The record, UTF-8 (a BOM is accepted).</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="slug">The slug in the address, which the record's must equal (and may leave out); null where the address has none.</param>
    public static ArticleReadResult Read(ReadOnlyMemory<byte> utf8Json, ArticleLimits limits, string? slug = null) =>
        throw new NotSupportedException("Not written yet.");

    /// <summary>Reads <see cref="Article.Record"/> back: what was accepted once is not judged again.</summary>
    public static Article ReadStored(ReadOnlyMemory<byte> record) => throw new NotSupportedException("Not written yet.");
}
