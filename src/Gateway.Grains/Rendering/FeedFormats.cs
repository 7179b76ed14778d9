using System.Collections.Immutable;
using Gateway.Contracts.Topics;
using Gateway.Syndication.Atom;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.JsonFeed;
using Gateway.Syndication.Rss;

namespace Gateway.Grains.Rendering;

/// <summary>Writes a feed in a format.</summary>
internal interface IFeedWriter
{
    /// <summary>The document as UTF-8 without BOM, in pieces.</summary>
    ImmutableArray<ReadOnlyMemory<byte>> Write(FeedFormat format, FeedDocument document);
}

/// <inheritdoc />
internal sealed class FeedWriter : IFeedWriter
{
    /// <inheritdoc />
    public ImmutableArray<ReadOnlyMemory<byte>> Write(FeedFormat format, FeedDocument document)
    {
        var output = new DocumentBuffer();
        switch (format)
        {
            case FeedFormat.Rss:
                RssWriter.Write(document, output);
                break;
            case FeedFormat.Atom:
                AtomWriter.Write(document, output);
                break;
            case FeedFormat.Json:
                JsonFeedWriter.Write(document, output);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "No such format.");
        }

        return output.ToPieces();
    }
}
