using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Topics;
using Gateway.HttpCaching.Codings;
using Gateway.Origin.Addresses;
using Gateway.Origin.Pages;
using Gateway.Syndication;

namespace Gateway.Origin.Answers;

/// <summary>
/// All that shapes a representation's bytes beside its content, as eight hexadecimal digits in its entity tag:
/// <c>"{version}-{shape}"</c>, and <c>-br</c> and so on behind it for a coding.
/// </summary>
internal sealed class Shape
{
    private readonly string settings;
    private readonly string pages;

    public Shape(Publication publication)
    {
        settings = string.Join(
            '\u001F',
            RendererVersion.Current.ToString(CultureInfo.InvariantCulture),
            publication.PublicUrl.AbsoluteUri,
            publication.Title,
            publication.Description,
            publication.Language,
            publication.Author,
            publication.Icon?.AbsoluteUri);

        // Pages change with their templates, which this assembly holds, and with the stylesheet that they link.
        pages = $"{typeof(Shape).Module.ModuleVersionId:N}\u001F{Stylesheet.Path}";
    }

    public string Of(ArticleFormat format) => Hash($"article\u001F{format}", format == ArticleFormat.Html ? pages : "");

    public string Of(FeedFormat format, FeedParameters parameters, bool isArchive) =>
        Hash($"feed\u001F{format}\u001F{(isArchive ? "archive" : "head")}", parameters.Query);

    public string OfPage(FeedParameters parameters) => Hash("page", pages + parameters.Query);

    /// <summary>The opaque tag of a document that has no version: a hash of its bytes.</summary>
    public static string TagOf(ReadOnlyMemory<byte> body) => XxHash128.HashToUInt128(body.Span).ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>The version in an opaque tag, in any coding; null where it is no tag of that shape (of any, if null).</summary>
    public static string? VersionIn(string opaque, string? shape)
    {
        var bare = ContentCodings.StripTagSuffix(opaque);
        var parts = bare.Split('-');
        if (parts.Length != 3 || !IsVersion(parts[0], parts[1]) || (shape is not null && !string.Equals(parts[2], shape, StringComparison.Ordinal)))
            return null;

        return $"{parts[0]}-{parts[1]}";
    }

    private static bool IsVersion(string revision, string digest) =>
        revision.Length is > 0 and < 20 && revision.All(char.IsAsciiDigit) && digest.Length is > 0 and <= 64 && digest.All(char.IsAsciiHexDigitLower);

    private string Hash(string format, string parameters)
    {
        var text = $"{settings}\u001E{format}\u001E{parameters}";
        return ((uint)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()))).ToString("x8", CultureInfo.InvariantCulture);
    }
}
