using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace Gateway.Storage.AzureStorage;

/// <summary>How an account's blobs and tables are reached: by a connection string, or by the address of its blob service and the identity of this machine.</summary>
public sealed class AzureStorageConnection
{
    // A grain waits for its write, and a publisher for the grain: what has not come by then is tried again by those who know why they wanted it.
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromSeconds(10);
    private const int Retries = 2;

    private AzureStorageConnection(Func<BlobClientOptions, BlobServiceClient> blobs, Func<TableClientOptions, TableServiceClient> tables)
    {
        Blobs = blobs(Bounded(new BlobClientOptions()));
        Tables = tables(Bounded(new TableClientOptions()));
    }

    /// <summary>The account's blobs.</summary>
    public BlobServiceClient Blobs { get; }

    /// <summary>The account's tables.</summary>
    public TableServiceClient Tables { get; }

    /// <summary>Reads one; null where it is neither. Connects to nothing.</summary>
    /// <param name="text">A connection string, or <c>https://ACCOUNT.blob.core.windows.net/</c> (in any cloud); its table service is the one beside.</param>
    public static AzureStorageConnection? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var blobs) || blobs.Scheme is not ("http" or "https"))
                return new AzureStorageConnection(options => new BlobServiceClient(text, options), options => new TableServiceClient(text, options));

            // A token goes over TLS only.
            if (blobs.Scheme is not "https" || TablesBeside(blobs) is not { } tables)
                return null;
            var identity = new DefaultAzureCredential();
            return new AzureStorageConnection(options => new BlobServiceClient(blobs, identity, options), options => new TableServiceClient(tables, identity, options));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Uri? TablesBeside(Uri blobs)
    {
        const string Blob = ".blob.", Table = ".table.";
        return blobs.Host.Contains(Blob, StringComparison.OrdinalIgnoreCase)
            ? new UriBuilder(blobs) { Host = blobs.Host.Replace(Blob, Table, StringComparison.OrdinalIgnoreCase) }.Uri
            : null;
    }

    private static T Bounded<T>(T options)
        where T : ClientOptions
    {
        options.Retry.NetworkTimeout = NetworkTimeout;
        options.Retry.MaxRetries = Retries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(1);
        return options;
    }
}
