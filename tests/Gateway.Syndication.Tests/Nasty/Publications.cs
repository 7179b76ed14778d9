namespace Gateway.Syndication.Tests;

internal static class Publications
{
    public static Publication Sample { get; } = new()
    {
        PublicUrl = new Uri("https://gateway.example"),
        Title = "The Gateway",
        Description = "News of many kinds.",
        Language = "en",
    };
}
