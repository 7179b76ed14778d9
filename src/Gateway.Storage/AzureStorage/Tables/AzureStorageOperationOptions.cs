using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace Gateway.Storage.AzureStorage.Tables;

/// <summary>A table and how to reach it: what the options of all providers on tables have in common, by the official packages' names.</summary>
public abstract class AzureStorageOperationOptions
{
    private TableServiceClient? _client;

    private protected AzureStorageOperationOptions()
    {
    }

    /// <summary>The table, made where it is missing: 3 to 63 letters and digits, a letter first.</summary>
    public abstract string TableName { get; set; }

    /// <summary>For clients that the <c>ConfigureTableServiceClient</c> overloads make; null for the library's own settings.</summary>
    public TableClientOptions? ClientOptions { get; set; }

    /// <summary>The client; needed, unless one of the <c>ConfigureTableServiceClient</c> overloads is called.</summary>
    public TableServiceClient? TableServiceClient
    {
        get => _client;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _client = value;
            CreateClient = () => Task.FromResult(value);
        }
    }

    internal Func<Task<TableServiceClient>>? CreateClient { get; private set; }

    /// <summary>Connects by a connection string.</summary>
    public void ConfigureTableServiceClient(string connectionString) => TableServiceClient = new TableServiceClient(connectionString, ClientOptions);

    /// <summary>Connects to an address that carries its own authorization.</summary>
    public void ConfigureTableServiceClient(Uri serviceUri) => TableServiceClient = new TableServiceClient(serviceUri, ClientOptions);

    /// <summary>Connects when the silo starts.</summary>
    public void ConfigureTableServiceClient(Func<Task<TableServiceClient>> createClientCallback)
    {
        ArgumentNullException.ThrowIfNull(createClientCallback);
        CreateClient = createClientCallback;
    }

    /// <summary>Connects with a token, a managed identity's for instance.</summary>
    public void ConfigureTableServiceClient(Uri serviceUri, TokenCredential tokenCredential) => TableServiceClient = new TableServiceClient(serviceUri, tokenCredential, ClientOptions);

    /// <summary>Connects with a shared access signature.</summary>
    public void ConfigureTableServiceClient(Uri serviceUri, AzureSasCredential azureSasCredential) => TableServiceClient = new TableServiceClient(serviceUri, azureSasCredential, ClientOptions);

    /// <summary>Connects with the account's key.</summary>
    public void ConfigureTableServiceClient(Uri serviceUri, TableSharedKeyCredential sharedKeyCredential) => TableServiceClient = new TableServiceClient(serviceUri, sharedKeyCredential, ClientOptions);
}
