using System.Buffers;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Sitemaps;

/// <summary>Sitemaps and their index (sitemaps.org protocol 0.9).</summary>
public static class SitemapWriter
{
    /// <summary>Entries that one document may hold.</summary>
    public const int MaximumEntries = 50_000;

    /// <summary>Bytes that one document may take, uncompressed.</summary>
    public const int MaximumBytes = 50 * 1024 * 1024;

    /// <summary>Characters that an address may not reach.</summary>
    internal const int AddressLimit = 2_048;

    internal const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    /// <summary>
    /// Writes a sitemap as UTF-8 without BOM. It ends early where the next entry would take it past
    /// <see cref="MaximumEntries"/> or <see cref="MaximumBytes"/>; an address that is too long for the protocol is left out.
    /// </summary>
    /// <returns>How many of the entries it has dealt with: all, unless a limit ended it.</returns>
    public static int Write(IEnumerable<SitemapEntry> pages, IBufferWriter<byte> output) => Write("urlset", "url", pages, output);

    /// <summary>Writes an index of sitemaps, under the same limits.</summary>
    /// <returns>How many of the entries it has dealt with: all, unless a limit ended it.</returns>
    public static int WriteIndex(IEnumerable<SitemapEntry> sitemaps, IBufferWriter<byte> output) => Write("sitemapindex", "sitemap", sitemaps, output);

    private static int Write(string root, string element, IEnumerable<SitemapEntry> entries, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(entries);
        using var writer = new XmlUtf8Writer(output);
        writer.WriteStartDocument();
        writer.WriteStartElement(root, Namespace);
        var (dealt, written) = (0, 0);
        foreach (var entry in entries)
        {
            var address = FeedAddress.Link(entry.Address);
            if (address.Length < AddressLimit)
            {
                if (written == MaximumEntries || writer.BytesWritten + EntryBytes(address) > MaximumBytes)
                    break;
                Entry(writer, element, address, entry.LastModified);
                written++;
            }

            dealt++;
        }

        writer.WriteFullEndElement();
        writer.WriteRaw("\n");
        return dealt;
    }

    // No escape takes over six bytes; the elements, a date and the document's end take less than 256.
    private static long EntryBytes(string address) => 6L * address.Length + 256;

    private static void Entry(XmlUtf8Writer writer, string element, string address, DateTimeOffset? lastModified)
    {
        writer.WriteStartElement(element, Namespace);
        writer.WriteElementString("loc", Namespace, address);
        if (lastModified is { } modified)
            writer.WriteElementString("lastmod", Namespace, FeedInstant.Rfc3339(modified.ToUniversalTime()));
        writer.WriteEndElement();
    }
}
