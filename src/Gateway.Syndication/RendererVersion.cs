namespace Gateway.Syndication;

/// <summary>Raised whenever a writer's bytes change for the same input: it is part of every ETag.</summary>
public static class RendererVersion
{
    /// <summary>The version in force.</summary>
    public const int Current = 2;
}
