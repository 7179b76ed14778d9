using System.ComponentModel.DataAnnotations;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Gateway.Storage.Sqlite;

/// <summary>Puts the embedded store into a silo.</summary>
public static class SqliteSiloBuilderExtensions
{
    /// <summary>
    /// Makes the embedded store the silo's default grain storage and its reminder table, and registers
    /// <see cref="IStorageHealth"/>. The file is opened before any grain runs and closed after the last one; a start that
    /// cannot open it fails with a <see cref="StorageException"/>.
    /// </summary>
    public static ISiloBuilder AddSqliteStorage(this ISiloBuilder builder, Action<OptionsBuilder<SqliteOptions>>? configure = null) =>
        builder.AddSqliteStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configure);

    /// <summary>The same under a name of its own; all names share the one file.</summary>
    public static ISiloBuilder AddSqliteStorage(this ISiloBuilder builder, string name, Action<OptionsBuilder<SqliteOptions>>? configure = null)
    {
        configure?.Invoke(builder.Services.AddOptions<SqliteOptions>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteOptions>, SqliteOptionsValidator>());
        builder.Services.AddOptions<SqliteOptions>().ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(services => new SqliteStore(
            services.GetRequiredService<IOptions<SqliteOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SqliteStore>>(),
            services.GetService<IMeterFactory>()));
        builder.Services.TryAddSingleton<IStorageHealth>(services => services.GetRequiredService<SqliteStore>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, SqliteStoreLifecycle>());
        builder.AddReminders();
        builder.Services.TryAddSingleton<IReminderTable, SqliteReminderTable>();
        builder.Services.AddGrainStorage(name, static (services, name) => new SqliteGrainStorage(
            services.GetRequiredService<SqliteStore>(),
            // Not the silo's default, which is JSON: records are bytes already, and pages are written at every publish.
            services.GetKeyedService<IGrainStorageSerializer>(name) ?? ActivatorUtilities.CreateInstance<StateSerializer>(services),
            services.GetRequiredService<IActivatorProvider>()));
        return builder;
    }
}

/// <summary>Opens the store before what uses it, closes it after.</summary>
internal sealed class SqliteStoreLifecycle(SqliteStore store) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(SqliteStore),
        ServiceLifecycleStage.RuntimeStorageServices,
        _ =>
        {
            store.Open();
            return Task.CompletedTask;
        },
        _ => store.CloseAsync());
}

/// <summary>Reports every mistake in <see cref="SqliteOptions"/> at once.</summary>
internal sealed class SqliteOptionsValidator : IValidateOptions<SqliteOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteOptions options)
    {
        var mistakes = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), mistakes, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(mistakes.Select(mistake => mistake.ErrorMessage ?? "Invalid."));
    }
}
