using Gateway.Tests.Shared;

namespace Gateway.Storage.Tests.AzureStorage;

[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteServer>
{
    public const string Name = "azurite";
}
