namespace Gateway.Fetching;

/// <summary>Content passed the limit of a fetch.</summary>
internal sealed class ContentTooLongException : Exception;
