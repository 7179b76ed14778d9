namespace Gateway.Grains.Topics;

/// <summary>A revision that the topic's state names can be read no more: the topic has moved on, or is about to.</summary>
internal sealed class ArticleGoneException : Exception
{
    public ArticleGoneException()
    {
    }

    public ArticleGoneException(string message)
        : base(message)
    {
    }

    public ArticleGoneException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
