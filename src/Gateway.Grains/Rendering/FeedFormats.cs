using Gateway.Contracts.Topics;
using Gateway.Syndication.Atom;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.JsonFeed;
using Gateway.Syndication.Rss;

namespace Gateway.Grains.Rendering;

/// <summary>Writes a feed in a format.</summary>
internal interface IFeedWriter
{
    /// <summary>The document as UTF-8 without BOM.</summary>
    ReadOnlyMemory<byte> Write(FeedFormat format, FeedDocument document);
}

/// <inheritdoc />
internal sealed class FeedWriter : IFeedWriter
{
    // A feed of 50 articles at length; a larger one grows it.
    private const int SizeHint = 1_024 * 1_024;

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Write(FeedFormat format, FeedDocument document)
    {
        using var output = new PooledBuffer(SizeHint);
        switch (format)
        {
            case FeedFormat.Rss:
                RssWriter.Write(document, output);
                break;
            case FeedFormat.Atom:
                AtomWriter.Write(document, output);
                break;
            default:
                JsonFeedWriter.Write(document, output);
                break;
        }

        // Kept for long: without the room that the buffer grew into.
        return output.ToArray();
    }
}
