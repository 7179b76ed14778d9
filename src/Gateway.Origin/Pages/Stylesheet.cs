using System.Globalization;
using System.IO.Hashing;

namespace Gateway.Origin.Pages;

/// <summary>The one stylesheet of all pages. Its address carries a hash of its content, so it may be cached for ever.</summary>
internal static class Stylesheet
{
    /// <summary>UTF-8.</summary>
    public static ReadOnlyMemory<byte> Bytes { get; } = Load();

    /// <summary>Its path below <see cref="Syndication.Publication.PublicUrl"/>, with a leading slash.</summary>
    public static string Path { get; } = "/assets/" + XxHash3.HashToUInt64(Bytes.Span).ToString("x16", CultureInfo.InvariantCulture) + ".css";

    /// <summary>What a page's <c>Content-Security-Policy</c> header says: nothing but this stylesheet and pictures.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src https: http: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>In the order of the cascade.</summary>
    private static byte[] Load()
    {
        using var whole = new MemoryStream();
        foreach (var part in (ReadOnlySpan<string>)["ground", "frame", "lists", "article", "media"])
        {
            using var stream = typeof(Stylesheet).Assembly.GetManifestResourceStream($"Gateway.Origin.Pages.Styles.{part}.css")
                ?? throw new InvalidOperationException($"The stylesheet's part {part} is not embedded.");
            stream.CopyTo(whole);
        }

        return whole.ToArray();
    }
}
