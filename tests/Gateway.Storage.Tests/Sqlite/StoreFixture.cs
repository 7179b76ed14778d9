using Gateway.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Gateway.Storage.Tests.Sqlite;

/// <summary>A store in a directory of its own, without a silo around it.</summary>
public sealed class StoreFixture : IAsyncDisposable
{
    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddSerializer()
        .AddSingleton<IGrainStorageSerializer>(services => new StateSerializer(services.GetRequiredService<Serializer>()))
        .BuildServiceProvider();

    private readonly bool _ownsDirectory;

    internal StoreFixture(SqliteOptions? options = null, TimeProvider? time = null, string? directory = null, bool open = true)
    {
        _ownsDirectory = directory is null;
        Directory = directory ?? NewDirectory();
        options ??= new SqliteOptions();
        options.DataDirectory = Directory;
        Store = new SqliteStore(options, time ?? TimeProvider.System, NullLogger<SqliteStore>.Instance);
        if (open)
            Store.Open();
        Storage = new SqliteGrainStorage(
            Store, Services.GetRequiredService<IGrainStorageSerializer>(), Services.GetRequiredService<IActivatorProvider>());
        Reminders = new SqliteReminderTable(Store);
    }

    public string Directory { get; }

    public IGrainStorage Storage { get; }

    internal SqliteStore Store { get; }

    internal SqliteReminderTable Reminders { get; }

    /// <summary>What a caller on another silo gets of it.</summary>
    public static T AcrossTheWire<T>(T value)
    {
        var serializer = Services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value)) ?? throw new InvalidOperationException("Nothing arrived.");
    }

    public static string NewDirectory() => System.IO.Directory.CreateTempSubdirectory("gateway-store-").FullName;

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_ownsDirectory)
            System.IO.Directory.Delete(Directory, recursive: true);
    }
}
